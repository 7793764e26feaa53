import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * What postgres 3.4.9, the newest there is, does wrong where a connection is cut while somebody holds it (sql.begin,
 * sql.reserve): porsager/postgres#1208, #1154, #1216. A statement after the cut ends the whole process, waits for
 * ever, or runs in the transaction of whoever has the connection next. And what it does slowly: it takes the connection
 * that was unused for longest, and asks for the types of the database on each. Each entry replaces one text by another.
 * @type {Record<string, [string, string][]>}
 */
const FIXES = {
  'connection.js': [
    // Nothing to write to: whoever waits is told, where a TypeError would come from a timer that nobody can catch.
    [
      `    const x = socket.write(chunk, fn)
    nextWriteTimer`,
      `    if (!socket) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      query = null
      return false
    }
    const x = socket.write(chunk, fn)
    nextWriteTimer`,
    ],
    // What was not sent yet belongs to the old socket; a timer that is only cleared is never set again.
    [
      `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer`,
      `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer`,
    ],
    // The same for what is half answered. While it connects, a query can only be its own, which comes again.
    [
      `    if (initial)
      return reconnect()

    !hadError && (query || sent.length) && error(`,
      `    if (initial) {
      query = results = errorResponse = null
      result = new Result()
      return reconnect()
    }

    ;(query || sent.length) && error(`,
    ],
    [
      `    closedTime = performance.now()`,
      `    query = results = errorResponse = null
    result = new Result()
    closedTime = performance.now()`,
    ],
    // The end of a COPY may come with the rows that made the socket pause, and nobody asks for more after the end.
    [
      `  function CopyDone() {
    stream && stream.push(null)`,
      `  function CopyDone() {
    socket && socket.resume()
    stream && stream.push(null)`,
    ],
    // Nobody waits for this one but the driver. What the first connection was told, all of them know.
    [`        return fetchArrayTypes()`, `        return fetchArrayTypes().catch(() => {})`],
    [
      `      needsTypes = options.fetch_types
      statementId`,
      `      needsTypes = options.fetch_types && !options.shared.typed
      statementId`,
    ],
    [
      `    types.forEach(({ oid, typarray }) => addArrayType(oid, typarray))`,
      `    types.forEach(({ oid, typarray }) => addArrayType(oid, typarray))
    options.shared.typed = true`,
    ],
    // Who waits to hold a connection is served when it is open: after its types, and so without them as well.
    [
      `      initial && !initial.reserve && execute(initial)
      options.shared.retries = retries = 0
      initial = null
      return`,
      `      const isHeld = initial.reserve
      isHeld || execute(initial)
      options.shared.retries = retries = 0
      initial = null
      if (!isHeld)
        return`,
    ],
  ],
  'queue.js': [
    [
      `    push: (x) => (xs.push(x), x),`,
      `    push: (x) => (xs.push(x), x),
    pop: () => {
      const out = xs.pop()
      if (index === xs.length) {
        index = 0
        xs = []
      }
      return out
    },`,
    ],
  ],
  'index.js': [
    // Whoever holds a connection loses it with the socket, and can say nothing more on it.
    [
      `    move(c, reserved)
    c.reserved = () => queue.length
      ? c.execute(queue.shift())
      : move(c, reserved)
    c.reserved.release = true`,
      `    let gone = null
    move(c, reserved)
    c.reserved = () => queue.length
      ? c.execute(queue.shift())
      : move(c, reserved)
    c.reserved.release = true
    c.onclose = e => {
      gone = e
      while (queue.length)
        queue.shift().reject(e)
    }`,
    ],
    [
      `    sql.release = () => {
      c.reserved = null`,
      `    sql.release = () => {
      if (gone)
        return
      c.reserved = c.onclose = null`,
    ],
    [
      `    function handler(q) {
      c.queue === full
        ? queue.push(q)`,
      `    function handler(q) {
      if (gone)
        return q.reject(gone)
      c.queue === full
        ? queue.push(q)`,
    ],
    [
      `      , connection
      , prepare = null`,
      `      , connection
      , gone = null
      , prepare = null`,
    ],
    [
      `        new Promise((_, reject) => connection.onclose = reject)`,
      `        new Promise((_, reject) => connection.onclose = e => {
          gone = e
          while (queries.length)
            queries.shift().reject(e)
          reject(e)
        })`,
    ],
    [
      `        q.catch(e => uncaughtError || (uncaughtError = e))
`,
      `        q.catch(e => uncaughtError || (uncaughtError = e))
        if (gone)
          return q.reject(gone)
`,
    ],
    // Who was refused is not given a connection that nobody would give back.
    [
      `const query = { reserve: resolve, reject }`,
      `const query = { reserve: resolve, reject: e => (queries.remove(query), reject(e)) }`,
    ],
    // The one that was used last has its statements planned and its catalogue read; the first in line may never have.
    [
      `    if (open.length)
      return go(open.shift(), query)`,
      `    if (open.length)
      return go(open.pop(), query)`,
    ],
    // Who waits to hold a connection is served by whichever is open next, and so stays in line.
    [
      `    queries.length && connect(c, queries.shift())
  }
}`,
      `    if (queries.length) {
      const query = queries.shift()
      query.reserve && queries.push(query)
      connect(c, query)
    }
  }
}`,
    ],
  ],
}

/** Looked for when it is needed: the set-up that loads this file may be about to install it. */
const findSources = () =>
  path.join(path.dirname(createRequire(import.meta.url).resolve('postgres')), '../../src')

/** @param {string} file @param {string} source */
function fix(file, source) {
  return (FIXES[file] ?? []).reduce((text, [wrong, right]) => {
    if (text.split(wrong).length !== 2) {
      throw new Error(`postgres/src/${file} is not the one that scripts/lib/postgres-driver.mjs fixes.`)
    }
    return text.replace(wrong, () => right)
  }, source)
}

const FIXED_FILE = /[\\/]postgres[\\/]src[\\/](connection|index|queue)\.js$/

/**
 * Takes the driver into a bundle, with its fixes, where all other packages stay imports.
 * @returns {import('esbuild').Plugin}
 */
export const fixedPostgres = () => ({
  name: 'fixed-postgres',
  setup(build) {
    build.onResolve({ filter: /^postgres$/ }, () => ({ path: path.join(findSources(), 'index.js') }))
    build.onLoad({ filter: FIXED_FILE }, ({ path: file }) => ({
      contents: fix(path.basename(file), readFileSync(file, 'utf8')),
      loader: 'js',
    }))
  },
})

/**
 * The same for what Vite loads, which are the sources in tests.
 * @returns {import('vitest/config').Plugin}
 */
export const fixedPostgresInVite = () => ({
  name: 'fixed-postgres',
  enforce: 'pre',
  resolveId: (id) => (id === 'postgres' ? path.join(findSources(), 'index.js') : null),
  load: (id) => (FIXED_FILE.test(id) ? fix(path.basename(id), readFileSync(id, 'utf8')) : null),
})
