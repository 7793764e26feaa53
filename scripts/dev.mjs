import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { inRoot } from './lib/paths.mjs'

const WATCHED = ['app', 'server', 'workers', 'db', 'public']
/** Written by the build itself, or read by tests only. */
const IGNORED = /(^build\/|\.test\.tsx?$)/
/** An editor that saves several files is one change. */
const PAUSE_MS = 200

/** @type {import('node:child_process').ChildProcess | null} */
let server = null
let isEnding = false
let hasChanged = false

/** What npm start does: it builds what has changed, and runs it. */
function start() {
  hasChanged = false
  server = spawn(process.execPath, [...process.execArgv, inRoot('scripts', 'start.mjs')], {
    stdio: 'inherit',
  })
  server.once('exit', (code) => {
    server = null
    if (isEnding) process.exit(code ?? 0)
    if (hasChanged) start()
    else process.stderr.write('Segue is started again at the next change.\n')
  })
}

/** The server ends as one that a person stops, and starts with what is there by then. */
function restart() {
  hasChanged = true
  if (server === null) start()
  else server.kill('SIGTERM')
}

/** @type {NodeJS.Timeout | undefined} */
let pause
for (const folder of WATCHED) {
  watch(inRoot(folder), { recursive: true }, (_event, file) => {
    if (file === null || IGNORED.test(file)) return
    clearTimeout(pause)
    pause = setTimeout(() => {
      process.stderr.write(`${folder}/${file} has changed.\n`)
      restart()
    }, PAUSE_MS)
  })
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isEnding = true
    if (server === null) process.exit(0)
    server.kill('SIGTERM')
  })
}
start()
