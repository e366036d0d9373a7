// Drives the official client @googleapis/factchecktools, unchanged, against a server.
// Usage: node factchecktools.mjs < calls.json; writes a JSON array with what each call came to.
// calls.json: {root, key?, token?, calls: [{method: "claims.search", params, options?}]}
import { readFileSync } from 'node:fs'
import pkg from '@googleapis/factchecktools'

const { factchecktools, auth } = pkg
const { root, key, token, calls } = JSON.parse(readFileSync(0, 'utf8'))

function credentials() {
  if (!token) return key
  const client = new auth.OAuth2()
  client.setCredentials({ access_token: token, expiry_date: Date.now() + 3600e3 })
  return client
}

const service = factchecktools({ version: 'v1alpha1', rootUrl: root, auth: credentials() })
const outcomes = []
for (const { method, params = {}, options = {} } of calls) {
  const [resource, name] = method.split('.')
  try {
    const answer = await service[resource][name](params, options)
    outcomes.push({ status: answer.status, data: answer.data, url: answer.config.url.toString() })
  } catch (error) {
    outcomes.push({
      status: error.status,
      code: error.code,
      message: error.message,
      data: error.response?.data,
    })
  }
}
console.log(JSON.stringify(outcomes))
