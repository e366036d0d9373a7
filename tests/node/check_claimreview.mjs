// Runs Google's ClaimReview checks of structured-data-testing-tool on HTML files.
// Usage: node check_claimreview.mjs page.html…; exits 1 and names each failure, 2 on misuse.
import { readFileSync } from 'node:fs'
import tool from 'structured-data-testing-tool'
import presets from 'structured-data-testing-tool/presets.js'

const paths = process.argv.slice(2)
if (!paths.length) {
  console.error('usage: node check_claimreview.mjs page.html…')
  process.exit(2)
}

// The preset skips a type that the page lacks: naming the schema makes its absence a failure.
const options = { presets: [presets.Google], schemas: ['jsonld:ClaimReview'] }
for (const path of paths) {
  const result = await tool
    .structuredDataTest(readFileSync(path, 'utf8'), options)
    .catch((error) => {
      if (error.type !== 'VALIDATION_FAILED') throw error
      return error.res
    })
  const { passed, warnings, failed } = result
  for (const { test, error } of warnings) console.error(`warning: ${test}: ${error?.message} (${path})`)
  for (const { test, error } of failed) console.error(`failed: ${test}: ${error?.message} (${path})`)
  console.log(`${passed.length} passed, ${failed.length} failed (${path})`)
  if (failed.length) process.exitCode = 1
}
