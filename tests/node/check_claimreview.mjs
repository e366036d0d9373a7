// Runs Google's ClaimReview checks of structured-data-testing-tool on one HTML file.
// Usage: node check_claimreview.mjs page.html; exits 1 and names each failure, 2 on misuse.
import { readFileSync } from 'node:fs'
import tool from 'structured-data-testing-tool'
import presets from 'structured-data-testing-tool/presets.js'

const [path, ...rest] = process.argv.slice(2)
if (!path || rest.length) {
  console.error('usage: node check_claimreview.mjs page.html')
  process.exit(2)
}

// The preset skips a type that the page lacks: naming the schema makes its absence a failure.
const options = { presets: [presets.Google], schemas: ['jsonld:ClaimReview'] }
const result = await tool
  .structuredDataTest(readFileSync(path, 'utf8'), options)
  .catch((error) => {
    if (error.type !== 'VALIDATION_FAILED') throw error
    return error.res
  })

for (const { test, error } of result.warnings) console.error(`warning: ${test}: ${error?.message}`)
for (const { test, error } of result.failed) console.error(`failed: ${test}: ${error?.message}`)
console.log(`${result.passed.length} passed, ${result.failed.length} failed`)
process.exitCode = result.failed.length ? 1 : 0
