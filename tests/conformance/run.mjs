// Runs the public HTTP cache conformance suite (npm: http-cache-tests) against `weir proxy` before the suite's own origin.
//
//   node run.mjs WEIR [--write FOLDER]
//
// WEIR is the built program. With --write, FOLDER gets conformance.json (every test's result) and conformance.md (the
// table, and each failure with its reason). The last line of the output is one JSON object with the counts. The exit code
// is 1 below the bars, 2 when the suite could not be run.

import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import readline from 'node:readline'
import { parseArgs } from 'node:util'

import fetch from 'node-fetch'
import { getResults, runTests } from './node_modules/http-cache-tests/client/runner.mjs'
import handleConfig from './node_modules/http-cache-tests/server/handle-config.mjs'
import handleState from './node_modules/http-cache-tests/server/handle-state.mjs'
import handleTest from './node_modules/http-cache-tests/server/handle-test.mjs'
import surrogate from './node_modules/http-cache-tests/tests/surrogate-control.mjs'
import suites from './node_modules/http-cache-tests/tests/index.mjs'
import { bars, reasonOf } from './expectations.mjs'

/** A proxy that hangs fails one test and not the run. */
const fetchLimitMs = 12_000

async function main () {
  const { values, positionals } = parseArgs({ options: { write: { type: 'string' } }, allowPositionals: true })
  if (positionals.length !== 1) throw new Error('usage: node run.mjs WEIR [--write FOLDER]')
  const origin = await startOrigin()
  const proxy = await startProxy(positionals[0], origin.address().port)
  try {
    suites.push(surrogate)
    await quietly(() => runTests(suites, fetchWithLimit, false, proxy.url, 20))
    const report = classify(getResults())
    if (values.write) write(values.write, report)
    for (const failure of report.failures) {
      console.log(`${failure.kind}: ${failure.id}: ${failure.outcome}: ${failure.reason}`)
    }
    console.log(JSON.stringify({ required: report.required, optimal: report.optimal, check: report.check }))
    process.exitCode = report.required.pass >= bars.required && report.optimal.pass >= bars.optimal ? 0 : 1
  } finally {
    proxy.process.kill('SIGTERM')
    origin.close()
    origin.closeAllConnections()
  }
}

/** The suite's origin, on loopback alone. */
function startOrigin () {
  const handlers = { config: handleConfig, state: handleState, test: handleTest }
  const server = http.createServer((request, response) => {
    const [, kind, ...rest] = new URL(request.url, 'http://localhost/').pathname.split('/')
    const handler = handlers[kind]
    if (handler) return handler(rest, request, response)
    response.writeHead(404).end()
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** The proxy tells where it listens on its standard output. */
async function startProxy (weir, upstreamPort) {
  const port = await freePort()
  const child = spawn(weir, ['proxy', '--upstream', `http://127.0.0.1:${upstreamPort}`, '--listen', `127.0.0.1:${port}`, '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const url = `http://127.0.0.1:${port}`
  await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`the proxy ended with ${code}`)))
    readline.createInterface({ input: child.stdout }).on('line', line => line.includes(url) && resolve())
  })
  return { process: child, url }
}

function freePort () {
  return new Promise((resolve, reject) => {
    const server = http.createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function fetchWithLimit (url, init) {
  const limit = AbortSignal.timeout(fetchLimitMs)
  return fetch(url, { ...init, signal: init?.signal ?? limit })
}

/** The suite prints what it thinks; standard output is for the result. */
async function quietly (run) {
  const { log, error } = console
  console.log = console.error = () => {}
  try {
    await run()
  } finally {
    Object.assign(console, { log, error })
  }
}

/** By the suite's own rule: a test whose dependency fails counts nowhere. */
function classify (results) {
  const report = { required: count(), optimal: count(), check: { yes: 0, no: 0, other: 0 }, groups: [], failures: [], tests: {} }
  for (const suite of suites) {
    const group = { id: suite.id, required: count(), optimal: count(), check: { yes: 0, no: 0, other: 0 } }
    for (const test of suite.tests) {
      if (test.browser_only) continue
      const kind = test.kind ?? 'required'
      const outcome = outcomeOf(test, results)
      report.tests[test.id] = { kind, outcome }
      for (const counts of [report[kind], group[kind]]) counts[outcome in counts ? outcome : 'other']++
      if (kind !== 'check' && outcome !== 'pass') {
        report.failures.push({ kind, id: test.id, name: test.name, outcome, reason: reasonOf(test, outcome, results[test.id]) })
      }
    }
    report.groups.push(group)
  }
  return report
}

const count = () => ({ pass: 0, fail: 0, other: 0 })

/** The rule of the suite's own determineTestResult, whose results are icons. */
function outcomeOf (test, results) {
  const depends = (test.depends_on ?? []).some(id => !['pass', 'yes'].includes(outcomeOf(byId(id), results)))
  const result = results[test.id]
  if (result === undefined) return 'untested'
  if (depends) return 'dependency'
  if (result !== true && result[0] === 'Setup') return result[1] === 'retry' ? 'retry' : 'setup'
  if (result !== true && result[0] === 'AbortError') return 'harness'
  if (test.kind === 'check') return result === true ? 'yes' : 'no'
  return result === true ? 'pass' : 'fail'
}

function byId (id) {
  for (const suite of suites) {
    const test = suite.tests.find(test => test.id === id)
    if (test) return test
  }
  throw new Error(`the suite has no test ${id}`)
}

function write (folder, report) {
  fs.writeFileSync(path.join(folder, 'conformance.json'), JSON.stringify(report, null, 2) + '\n')
  const cell = counts => sum(counts) === 0 ? '' : `${counts.pass ?? counts.yes} of ${sum(counts)}`
  const rows = report.groups.map(group => `| ${group.id} | ${cell(group.required)} | ${cell(group.optimal)} | ${cell(group.check)} |`)
  const failures = report.failures.map(f => `| \`${f.id}\` | ${f.kind} | ${f.outcome} | ${f.reason} |`)
  fs.writeFileSync(path.join(folder, 'conformance.md'), `# Conformance of the caching proxy

The public suite \`http-cache-tests\` 0.4.5, in reverse mode against \`weir proxy\` with its defaults. Made by
\`tests/conformance/run\`; \`./test\` runs the same and fails below ${bars.required} required or ${bars.optimal} optimal. Every result is in
[conformance.json](conformance.json).

A *required* test is a MUST of RFC 9111, an *optimal* one a chance to use the cache, a *check* a fact that is neither good
nor bad. A test whose dependency does not pass counts nowhere; it is listed below as *dependency*.

| group | required | optimal | check: yes |
| --- | --- | --- | --- |
${rows.join('\n')}
| **all** | **${cell(report.required)}** | **${cell(report.optimal)}** | **${cell(report.check)}** |

## What does not pass, and why

| test | kind | outcome | reason |
| --- | --- | --- | --- |
${failures.join('\n')}
`)
}

const sum = counts => Object.values(counts).reduce((all, one) => all + one, 0)

main().catch(error => {
  console.error(error.message)
  process.exitCode = 2
})
