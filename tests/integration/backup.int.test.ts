import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeDailyBackup } from '~db/backup/daily-backup'
import { LEFT_OUT, SECRET_TABLES } from '~db/backup/format'
import { inspectBackup, restoreBackup, undoRestore } from '~db/backup/restore-backup'
import { writeBackup } from '~db/backup/write-backup'
import { migrate } from '~db/migrate'
import { makeDataDir, startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient } from './support/api'
import { runCli } from './support/cli'
import { fillSchema, readAllRows } from './support/filled-schema'

const migrations = path.resolve(import.meta.dirname, '../../db/migrations')
const newest = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).length

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'segue-backup-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a backup', { timeout: 120_000 }, () => {
  let source: TestDatabase
  let target: TestDatabase
  let file = ''
  beforeAll(async () => {
    source = await createTestDatabase()
    await fillSchema(source.sql, newest)
    file = path.join(folder, 'whole.backup')
    await writeBackup({ url: source.url, file, secretsOf: null })
  })
  afterAll(() => source.drop())
  beforeEach(async () => {
    target = await createTestDatabase()
  })
  afterEach(() => target.drop())
  const restore = (from = file) => restoreBackup({ url: target.url, file: from, migrations })

  it('is restored with every row as it was, but for what is secret or of a machine', async () => {
    const { rows } = await restore()
    const left = [...LEFT_OUT, ...SECRET_TABLES]
    const [before, after] = [await readAllRows(source.sql, left), await readAllRows(target.sql, left)]
    const [account] = before['accounts'] as Record<string, unknown>[]
    expect(after).toEqual({ ...before, accounts: [{ ...account, access_token: null, refresh_token: null }] })
    expect(await readAllRows(target.sql)).toMatchObject({ sessions: [], index_files: [] })
    expect(rows['tracks']).toBe(2)
    expect((await stat(file)).mode & 0o077).toBe(0)
  })

  it('has sealed tokens, sessions and keys where it is asked for them', async () => {
    const all = path.join(folder, 'secrets.backup')
    await writeFile(path.join(folder, 'token-keys'), 'a key')
    await writeBackup({ url: source.url, file: all, secretsOf: folder })
    const { files } = await restore(all)
    expect(files).toEqual([{ name: 'token-keys', content: Buffer.from('a key') }])
    const left = [...LEFT_OUT]
    expect(await readAllRows(target.sql, left)).toEqual(await readAllRows(source.sql, left))
  })

  it('gives no number out again that was given out before', async () => {
    await target.sql`select setval('vector_changes', 5000), setval('tracks_id_seq', 7000)`
    await restore()
    const [next] = await target.sql`
      select nextval('vector_changes')::int as change, nextval('tracks_id_seq')::int as track`
    expect(next).toEqual({ change: 5001, track: 7001 })
  })

  it('leaves triggers as migrations made them', async () => {
    const triggers = (database: TestDatabase) => database.sql`
      select tgname, tgenabled from pg_trigger join pg_class c on c.oid = tgrelid
      where not tgisinternal and relnamespace = 'public'::regnamespace order by tgname`
    await restore()
    expect(await triggers(target)).toEqual(await triggers(source))
    expect(await migrate(target.sql, migrations)).toEqual([])
  })

  it('keeps what was there before, which comes back with undo', async () => {
    await target.sql`insert into artists (key, name) values ('name:mine', 'Mine')`
    const before = await readAllRows(target.sql)
    await restore()
    await undoRestore(target.url)
    expect(await readAllRows(target.sql)).toEqual(before)
    await expect(undoRestore(target.url)).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' })
  })

  it('shows one moment, though rows come and go while it is written', async () => {
    const many = (table: string) =>
      target.sql.unsafe(
        `insert into ${table} (key, name) select 'many:' || n, 'Name' from generate_series(1, 20000) n`,
      )
    await Promise.all([many('artists'), many('albums')])
    const state = { done: false }
    const changing = (async () => {
      for (let n = 0; !state.done; n++) {
        await target.sql.begin(async (tx) => {
          await tx`insert into artists (key, name) values (${`name:${n}`}, 'x')`
          await tx`insert into albums (key, name) values (${`name:${n}`}, 'x')`
        })
      }
    })()
    const moment = path.join(folder, 'moment.backup')
    for (let n = 0; n < 3; n++) await writeBackup({ url: target.url, file: moment, secretsOf: null })
    state.done = true
    await changing
    const { rows } = await inspectBackup({ file: moment, migrations })
    expect(rows['artists']).toBe(rows['albums'])
  })

  it('of an earlier schema is brought to the newest', async () => {
    const earlier = await createTestDatabase({ empty: true })
    await migrate(earlier.sql, migrations, { upTo: 20 })
    await fillSchema(earlier.sql, 20)
    const old = path.join(folder, 'old.backup')
    await writeBackup({ url: earlier.url, file: old, secretsOf: null })
    await earlier.drop()
    await restore(old)
    expect(await migrate(target.sql, migrations)).toEqual([])
    expect((await readAllRows(target.sql))['tracks']).toHaveLength(2)
  })

  describe('that cannot be used is refused, and nothing changes', () => {
    const change = async (name: string, edit: (whole: Buffer) => Buffer) => {
      const changed = path.join(folder, name)
      await writeFile(changed, edit(await readFile(file)))
      return changed
    }
    const edited = (edit: (text: string) => string) => (whole: Buffer) =>
      gzipSync(Buffer.from(edit(gunzipSync(whole).toString('latin1')), 'latin1'))
    it.each<[string, (whole: Buffer) => Buffer, RegExp]>([
      ['cut', (whole) => whole.subarray(0, whole.length - 50), /damaged: its end is missing/],
      ['empty', () => Buffer.alloc(0), /damaged: its end is missing/],
      ['another file', () => Buffer.from('track_id,name\n'), /is no backup of Segue/],
      ['another gzip', () => gzipSync('hello\n'), /is no backup of Segue/],
      ['damaged within', (whole) => flip(whole, Math.floor(whole.length / 2)), /damaged/],
      [
        'with a changed row',
        edited((text) => text.replace('From a file', 'From a pile')),
        /damaged: its checksum/,
      ],
      ['with something behind its end', edited((text) => `${text}more\n`), /damaged: something follows/],
      [
        'of a newer schema',
        edited((text) => text.replace(/"schema":\d+/, '"schema":9999')),
        /newer Segue \(schema 9999/,
      ],
      [
        'of another format',
        edited((text) => text.replace('"version":1', '"version":2')),
        /format 2; this program reads 1/,
      ],
    ])('%s', async (what, edit, sentence) => {
      await target.sql`insert into artists (key, name) values ('name:mine', 'Mine')`
      const before = await readAllRows(target.sql)
      const refused = restore(await change(`${what.replaceAll(' ', '-')}.backup`, edit))
      await expect(refused).rejects.toMatchObject({
        code: 'BACKUP_UNUSABLE',
        message: expect.stringMatching(sentence) as string,
      })
      expect(await readAllRows(target.sql)).toEqual(before)
    })
  })

  it('of the day goes with the days: the newest are kept, and what was not finished is removed', async () => {
    const dataDir = path.join(folder, 'daily')
    const write = () =>
      writeDailyBackup({ url: source.url, dataDir, keep: 2, checkSpace: () => Promise.resolve() })
    const first = await write()
    const backups = path.dirname(first.file)
    for (const day of ['01', '02', '03']) {
      await copyFile(first.file, path.join(backups, `segue-202001${day}T000000Z.backup`))
    }
    await writeFile(
      path.join(backups, 'segue-20200101T000000Z.backup.00000000-0000-4000-8000-000000000000.part'),
      '',
    )
    await writeFile(path.join(backups, 'mine.backup'), '')
    await rm(first.file)
    const second = await write()
    expect((await readdir(backups)).sort()).toEqual(
      ['mine.backup', path.basename(second.file), 'segue-20200103T000000Z.backup'].sort(),
    )
  })
})

describe('segue backup and segue restore', { timeout: 300_000 }, () => {
  it('bring a server that was destroyed back to the same answers, and go back by themselves where it does not come up', async () => {
    const dataDir = await makeDataDir()
    const segue = (server: TestServer, args: string[], env: Record<string, string> = {}) =>
      runCli(server, folder, args, { DATA_DIR: dataDir, ...env })
    const file = path.join(folder, 'server.backup')
    const settings = { SANDBOX_TRACKS: '120', SANDBOX_PLAYLISTS: '4', EVALUATE_AFTER_BUILD: 'false' }
    /** The nearest of each track; without the version of the index, which is another one's number. */
    const ask = async (server: TestServer) => {
      const client = makeClient(server)
      const { ids } = await client.track.ids.query({ after: null, limit: 20 })
      const found = await Promise.all(
        ids.map((id) => client.similar.find.query({ id, k: 5, mode: 'similar' })),
      )
      return found.map(({ tracks }) => tracks.map(({ track, score }) => [track.id, score.toFixed(4)]))
    }
    try {
      const first = await startTestServer({ dataDir, env: settings, seeded: true })
      const before = await ask(first)
      const written = await segue(first, ['backup', file, '--json'])
      expect(written).toMatchObject({ code: 0 })
      const busy = await segue(first, ['restore', file])
      expect(busy).toMatchObject({ code: 1, err: expect.stringContaining(`process ${first.pid}`) as string })
      await first.stop()
      await rm(path.join(dataDir, 'postgres'), { recursive: true })
      await rm(path.join(dataDir, 'index'), { recursive: true, force: true })

      const failed = await segue(first, ['restore', file], { INDEX_THREADS: 'none' })
      expect(failed).toMatchObject({
        code: 1,
        err: expect.stringMatching(/before is back.*INDEX_THREADS/s) as string,
      })
      const restored = await segue(first, ['restore', file])
      expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('restored') as string })

      const second = await startTestServer({ dataDir, env: { ...settings, SANDBOX_TRACKS: '0' } })
      expect(await ask(second)).toEqual(before)
      await second.stop()
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 0xff
  return changed
}
