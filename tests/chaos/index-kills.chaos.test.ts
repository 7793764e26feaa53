import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { until } from '../setup/server'
import { bundleKeeper, startKeeper, type KeeperProcess } from './index-kills/start-keeper'
import { createRandom } from '../integration/native/support.mjs'
import { fillCatalog } from '../integration/support/tracks'

/** Each moment once; npm run test:chaos kills more often. */
const KILLS = Number(process.env.KILLS ?? 4)
const MOMENTS = ['append', 'build', 'save', 'swap'] as const
const FIRST_TRACKS = 1200
/** Approximate from the start: the index that takes longest to build, and whose file has most parts. */
const EXACT_MAX = 500
/** Roughly a build of this catalog on a machine that has other work. */
const BUILD_MS = 400
/** The same number gives the same moments, as far as a machine does the same twice. */
const seed = Number(process.env.CHAOS_SEED ?? 1)

let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await createTestDatabase()
  directory = await mkdtemp(path.join(tmpdir(), 'segue-kills-'))
  await bundleKeeper()
  for (let from = 0; from < FIRST_TRACKS; from += 300) await fillCatalog(database.sql, from, from + 300)
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})

const start = (work: 'append' | 'rebuild' | 'verify') =>
  startKeeper({
    databaseUrl: database.url,
    directory,
    exactMax: EXACT_MAX,
    recallTarget: 0.95,
    work,
  })

const newestVersion = async () => {
  const [row] = await database.sql<{ version: number }[]>`
    select coalesce(max(version), 0)::int as version from index_versions`
  return row?.version ?? 0
}

/** Comes back when it is time to kill. */
async function waitFor(moment: (typeof MOMENTS)[number], keeper: KeeperProcess, random: () => number) {
  switch (moment) {
    case 'append':
      await keeper.saw('committed', 1 + Math.floor(random() * 4))
      return sleep(random() * 40)
    case 'build':
      await keeper.saw('building')
      return sleep(random() * BUILD_MS)
    case 'save':
      await until('a file that is being written', async () =>
        (await readdir(directory)).some((name) => name.endsWith(`.${String(keeper.pid)}.part`)),
      )
      return sleep(random() * 4)
    case 'swap': {
      const before = await newestVersion()
      await until('a version that was made current', async () => (await newestVersion()) > before)
      return sleep(random() * 20)
    }
  }
}

test(
  `killed at ${String(KILLS)} moments of append, build, save and swap, it always comes back whole (CHAOS_SEED=${String(seed)})`,
  { timeout: 300_000 },
  async () => {
    const random = createRandom(seed)
    let committed = FIRST_TRACKS
    for (let kill = 0; kill < KILLS; kill++) {
      const moment = MOMENTS[kill % MOMENTS.length] ?? 'append'
      const keeper = start(moment === 'append' ? 'append' : 'rebuild')
      const answers = await keeper.saw('answers')
      const [stored] = await database.sql<{ count: number }[]>`
        select count(*)::int as count from track_vectors`
      expect(answers, `after kill ${String(kill)}`).toMatchObject({ wrong: [], kind: 'ivf' })
      expect(answers.count).toBeGreaterThanOrEqual(committed)
      expect(answers.count).toBeLessThanOrEqual(stored?.count ?? 0)
      await waitFor(moment, keeper, random)
      expect(await keeper.kill(), keeper.stderr()).toBe('SIGKILL')
      committed = Math.max(committed, ...keeper.committed())
    }
    const last = start('verify')
    const { ok, files } = await last.saw('verified')
    expect(ok).toBe(true)
    const whole = (await readdir(directory)).filter((name) => name.endsWith('.faiss'))
    expect(whole.sort()).toEqual(files.sort())
    await last.exited
  },
)
