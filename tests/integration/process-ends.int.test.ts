import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { supervise } from '../../scripts/lib/supervise.mjs'
import { findFreePort } from '../setup/ports'
import { makeDataDir, spawnServer, startTestServer, until, type TestServer } from '../setup/server'

const run = promisify(execFile)
const SMALL = { SANDBOX_TRACKS: '60', SANDBOX_PLAYLISTS: '3', EVALUATE_AFTER_BUILD: 'false' }

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const postmaster = async (dataDir: string): Promise<number> =>
  Number((await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
/** Processes that name `text` on their command line. */
const findProcesses = async (text: string): Promise<number[]> => {
  const { stdout } = await run('sh', ['-c', 'pgrep -f -- "$0" | grep -vx $$ || true', text])
  return stdout.split('\n').flatMap((line) => Number(line) || [])
}
const isReady = async (url: string) => (await fetch(`${url}/api/ready`).catch(() => null))?.ok === true
/** Whether a question that only the database can answer is answered. */
const answers = async (url: string) => (await fetch(`${url}/api/trpc/catalog.overview`)).status === 200

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})
async function startOn(dataDir: string, env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({ dataDir, env: { ...SMALL, ...env } })
  undo.push(() => server.stop())
  return server
}
async function newDataDir(): Promise<string> {
  const dataDir = await makeDataDir()
  undo.push(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}
/** Starts a server that is to be refused; gives its exit code and what it said. */
async function refuse(env: Record<string, string>) {
  const server = spawnServer({ ...SMALL, ...env })
  const late = setTimeout(() => server.child.kill('SIGKILL'), 30_000)
  const { code } = await server.exited
  clearTimeout(late)
  return { code, said: server.stderr() }
}

describe('a second server on one DATA_DIR', { timeout: 120_000 }, () => {
  it('is refused with the process that has it, whatever its port, and the first is unharmed', async () => {
    const dataDir = await newDataDir()
    const port = String(await findFreePort())
    const first = await startOn(dataDir, { PORT: port })
    const before = await postmaster(dataDir)

    const other = await refuse({ DATA_DIR: dataDir, PORT: '0' })
    expect(other.code).toBe(1)
    expect(other.said).toMatch(/^Segue did not start: The folder \S+ is in use by process \d+, .*\.\n$/)
    expect(other.said).toContain(`process ${first.pid},`)

    const same = await refuse({ DATA_DIR: dataDir, PORT: port })
    expect(same.code).toBe(1)
    expect(same.said).toMatch(/^Segue did not start: Port \d+ on 127\.0\.0\.1 is used .*\.\n$/)
    expect(same.said).toContain(`process ${first.pid}.`)

    expect(await postmaster(dataDir)).toBe(before)
    expect(await answers(first.url)).toBe(true)
  })

  it('starts once the first was killed, without waiting for anything', async () => {
    const dataDir = await newDataDir()
    const first = await startOn(dataDir)
    await first.stop('SIGKILL')
    const second = await startOn(dataDir)
    expect(await answers(second.url)).toBe(true)
  })
})

describe('an embedded PostgreSQL that ends by itself', { timeout: 120_000 }, () => {
  it.each(['the server', 'its keeper'])('is started again when %s is killed', async (what) => {
    const dataDir = await newDataDir()
    const server = await startOn(dataDir)
    const pid = await postmaster(dataDir)
    const [keeper = 0] = await findProcesses(`embedded-keeper.mjs ${dataDir}`)
    process.kill(what === 'the server' ? pid : keeper, 'SIGKILL')
    await until('another PostgreSQL', async () => (await postmaster(dataDir).catch(() => pid)) !== pid)
    await until('the server to be ready', () => isReady(server.url))
    expect(await answers(server.url)).toBe(true)
    expect(isAlive(pid)).toBe(false)
    expect(server.logs().filter(({ level }) => level === 'fatal')).toEqual([])
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    expect(await findProcesses(dataDir)).toEqual([])
  })
})

describe('an error that nobody handles', { timeout: 120_000 }, () => {
  it.each([
    ['thrown', 'throw new Error("nobody handles this")'],
    ['of a promise', 'Promise.reject(new Error("nobody handles this"))'],
  ])('%s is logged, drained, and ends the process with another code than 0', async (_, code) => {
    const module = `process.on("SIGUSR2",()=>{${code}})`
    const dataDir = await newDataDir()
    const server = await startOn(dataDir, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}`,
    })
    process.kill(server.pid, 'SIGUSR2')
    expect(await server.exited).toEqual({ code: 70, signal: null })
    const lines = server.logs()
    expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
      err: { message: 'nobody handles this' },
    })
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' })
    expect(await findProcesses(dataDir)).toEqual([])
  })
})

describe('a program that is supervised', () => {
  const say = () => undefined
  const code = (text: string) => ['-e', text]
  const ready = 'process.send({ ready: {} });'
  /** Ends with 70 so many times, then with 0; each start leaves a file. */
  const endsOften = (folder: string, times: number) =>
    code(`${ready} const fs = require('fs'); const n = fs.readdirSync(${JSON.stringify(folder)}).length;
      fs.writeFileSync(${JSON.stringify(folder)} + '/' + n, ''); setTimeout(() => process.exit(n < ${times} ? 70 : 0), 50)`)

  it('is started anew after it ended by itself, until it ends with 0', async () => {
    const folder = await newDataDir()
    const said: string[] = []
    expect(await supervise(endsOften(folder, 3), { say: (line) => said.push(line), firstWaitMs: 1 })).toBe(0)
    expect(existsSync(path.join(folder, '3'))).toBe(true)
    expect(said).toHaveLength(3)
    expect(said[0]).toMatch(/^Segue ended \(exit code 70\) and is started again in \S+ s\.$/)
  })

  it('is given up after five ends within a minute, with a sentence', async () => {
    const folder = await newDataDir()
    const said: string[] = []
    expect(await supervise(endsOften(folder, 99), { say: (line) => said.push(line), firstWaitMs: 1 })).toBe(1)
    expect(said.at(-1)).toMatch(/^Segue ended 5 times within a minute .*exit code 70.* not started again/)
    expect(existsSync(path.join(folder, '5'))).toBe(false)
  })

  it('is not started anew where it never became ready', async () => {
    expect(await supervise(code('process.exit(3)'), { say })).toBe(3)
  })

  /** A program that leaves a file named by its role and `event`; both roles end as `ends` says. */
  const leavesFiles = (folder: string, ends: string) =>
    code(`const fs = require('fs'), role = process.env.ROLE;
      const note = (event) => fs.appendFileSync(${JSON.stringify(folder)} + '/notes', role + ' ' + event + '\\n');
      const count = (event) => fs.readFileSync(${JSON.stringify(folder)} + '/notes', 'utf8').split(role + ' ' + event).length - 1;
      const finish = (code) => { note('ends'); process.exit(code) };
      process.on('SIGTERM', () => finish(0)); setInterval(() => undefined, 1000);
      note('starts'); ${ends}`)
  const notes = async (folder: string) =>
    (await readFile(path.join(folder, 'notes'), 'utf8')).trim().split('\n')

  it('has a worker beside it that is started when it is ready, started anew, and stopped first', async () => {
    const folder = await newDataDir()
    const said: string[] = []
    const program = leavesFiles(
      folder,
      `if (role === 'web') { process.send({ ready: { database: 'here' } }); process.on('message', ({ over }) => over && process.kill(process.ppid, 'SIGTERM')) }
       else process.once('message', ({ ready }) => { note(ready.database); count('starts') < 3 ? finish(70) : process.send({ over: true }) })`,
    )
    expect(await supervise(program, { worker: true, say: (line) => said.push(line), firstWaitMs: 1 })).toBe(0)
    const life = ['worker starts', 'worker here', 'worker ends']
    expect(await notes(folder)).toEqual(['web starts', ...life, ...life, ...life, 'web ends'])
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(
      /^The worker of Segue ended \(exit code 70\) and is started again in \S+ s; jobs wait/,
    )
  })
})

describe('npm start', { timeout: 180_000 }, () => {
  function start(dataDir: string) {
    const env = { ...process.env, ...SMALL, DATA_DIR: dataDir, PORT: '0', DATABASE_URL: '', REDIS_URL: '' }
    const child = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
    undo.push(async () => {
      child.kill('SIGKILL')
      await until('everything to end', async () => (await findProcesses(dataDir)).length === 0)
    })
    const urls = () => [...said.matchAll(/Segue is at (http:\S+)/g)].map(([, url]) => url ?? '')
    /** Process of the role; 0 while there is none. */
    const find = async (role: 'web' | 'worker') => {
      const { stdout } = await run('sh', [
        '-c',
        'pgrep -P $0 -af server/index.mjs || true',
        String(child.pid),
      ])
      const lines = stdout.split('\n').filter((line) => line !== '')
      return parseInt(lines.find((line) => line.includes('beside-web') === (role === 'worker')) ?? '0')
    }
    return { child, exited, urls, find, said: () => said }
  }

  it('starts a server anew that was killed, drains it at SIGTERM, and leaves nothing behind', async () => {
    const dataDir = await newDataDir()
    const started = start(dataDir)
    await until('the server', () => Promise.resolve(started.urls().length === 1))
    process.kill(await started.find('web'), 'SIGKILL')
    await until('the next server', () => Promise.resolve(started.urls().length === 2))
    await until('it to be ready', () => isReady(started.urls()[1] ?? ''))
    started.child.kill('SIGTERM')
    expect(await started.exited, started.said()).toBe(0)
    expect(await findProcesses(dataDir)).toEqual([])
  })

  it('does jobs in a worker of its own, and starts that anew when it is killed while pages go on', async () => {
    const dataDir = await newDataDir()
    const started = start(dataDir)
    await until('the server', () => Promise.resolve(started.urls().length === 1))
    const url = started.urls()[0] ?? ''
    // The sandbox's playlists are read by jobs.
    await until('the catalog to be filled', () => isReady(url))
    const web = await started.find('web')
    const worker = await started.find('worker')
    process.kill(worker, 'SIGKILL')
    await until('another worker', async () => ![0, worker].includes(await started.find('worker')))
    expect(await started.find('web')).toBe(web)
    expect(await answers(url)).toBe(true)
    started.child.kill('SIGTERM')
    expect(await started.exited, started.said()).toBe(0)
    expect(await findProcesses(dataDir)).toEqual([])
    expect(started.urls()).toEqual([url])
  })

  it('takes everything with it when it is killed', async () => {
    const dataDir = await newDataDir()
    const started = start(dataDir)
    await until('the server', () => Promise.resolve(started.urls().length === 1))
    await until('the worker', async () => (await started.find('worker')) !== 0)
    const [web, worker] = [await started.find('web'), await started.find('worker')]
    started.child.kill('SIGKILL')
    await until('everything to end', async () => (await findProcesses(dataDir)).length === 0)
    await until('both processes to end', () => Promise.resolve(!isAlive(web) && !isAlive(worker)))
    expect(started.urls()).toHaveLength(1)
  })
})
