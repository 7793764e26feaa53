import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createUploads } from '~server/files/uploads'
import { createAccountRepository } from '~server/accounts/account.repository'
import type { RetentionRule } from '~server/catalog/domain/upkeep'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createListenerRepository } from '~server/accounts/listener.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createRetentionPreviewRepository } from '~server/catalog/upkeep/retention-preview.repository'
import { createRetentionRepository } from '~server/catalog/upkeep/retention.repository'
import { createUploadRepository } from '~server/files/upload.repository'
import { applyRetention } from '~server/catalog/upkeep/apply-retention'
import { previewRetention } from '~server/catalog/upkeep/preview-retention'
import type { PlaylistAccess } from '~server/catalog/ports'
import { storeTracks } from '~server/catalog/store-tracks'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { createRandom } from './native/support.mjs'
import { idOf, PRECEDENCE, makeTrack, makeValues } from './support/tracks'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(
  () =>
    database.sql`truncate tracks, artists, albums, playlists, jobs, users, listeners, feature_misses cascade`,
)

const BOUNDS = { metadataDays: 90, jobDays: 90 }
const retain = (signal = new AbortController().signal) =>
  applyRetention(
    {
      accounts: createAccountRepository(database.sql, 'spotify'),
      retention: createRetentionRepository(database.sql),
      uploads: createUploads({
        store: createUploadRepository(database.sql),
        ...{ maxBytes: 1000, maxOwnBytes: 1e6, maxAllBytes: 1e6 },
      }),
    },
    BOUNDS,
    { progress: () => undefined, signal },
  )

/** Stores tracks with values, last seen `days` ago; gives their own ids. */
async function store(numbers: number[], days: number, source: 'spotify' | 'file' = 'spotify') {
  const saved = await storeTracks(
    { catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE },
    numbers.map((n) => ({
      track: makeTrack(n),
      source,
      features: [{ source, extractor: 'x', fetchedAt: new Date(), values: makeValues(n) }],
    })),
  )
  const ids = saved.map(({ id }) => id)
  await database.sql`
    update tracks set fetched_at = now() - make_interval(days => ${days}) where id = any(${ids}::bigint[])`
  for (const table of ['artists', 'albums']) {
    await database.sql`update ${database.sql(table)} set fetched_at = now() - interval '2 hours'`
  }
  return ids
}

async function listIn(publicId: string, trackIds: string[], access: PlaylistAccess = { restricted: false }) {
  const fence = await createFenceRepository(database.sql).draw(publicId)
  await createPlaylistRepository(database.sql).replaceMany(
    [
      {
        publicId,
        playlist: {
          ...{ spotifyId: publicId, name: 'List', description: null, ownerName: null, snapshotId: 's' },
          ...{ imageUrl: null, total: trackIds.length, isPublic: !access.restricted, opening: [] },
        },
        source: 'spotify',
        access,
        items: trackIds.map((trackId, position) => ({
          ...{ position, trackId, addedAt: null, skippedName: null, skippedReason: null },
        })),
      },
    ],
    fence,
  )
}

async function addUser(leftDaysAgo: number | null = null): Promise<string> {
  const [user] = await database.sql<{ id: string }[]>`insert into users default values returning id`
  const id = user?.id ?? ''
  if (leftDaysAgo === null) return id
  await createAccountRepository(database.sql, 'spotify').disconnect(id)
  await database.sql`
    update users set delete_after = delete_after - make_interval(days => ${leftDaysAgo}) where id = ${id}`
  return id
}
const left = async () =>
  (await database.sql<{ public_id: string }[]>`select public_id from tracks order by 1`).map((row) =>
    Number(row.public_id),
  )

describe('a user who disconnected', () => {
  it('is gone within five days, with the tracks that only their playlists held', async () => {
    const [gone, stays] = [await addUser(5), await addUser()]
    const [own, shared, open, clicked, filed] = await store([1, 2, 3, 4, 5], 2)
    await listIn(
      idOf(101),
      [own, shared, open, clicked, filed].flatMap((id) => id ?? []),
      {
        ...{ restricted: true, userId: gone },
      },
    )
    await listIn(idOf(102), [shared ?? ''], { restricted: true, userId: stays })
    await listIn(idOf(103), [open ?? ''])
    const [listener] = await database.sql<{ id: string }[]>`insert into listeners default values returning id`
    await database.sql`
      insert into clicks (listener_id, track_id, kind) values (${listener?.id ?? ''}, ${clicked ?? ''}, 'like')`
    await store([5], 2, 'file')
    const report = await retain()
    expect(report).toMatchObject({ users: 1, tracksOfUsers: 1 })
    expect(await left()).toEqual([2, 3, 4, 5])
    expect(await database.sql`select public_id from playlists order by 1`).toEqual([
      { public_id: idOf(102) },
      { public_id: idOf(103) },
    ])
    const kept = await database.sql`
      select 1 from track_vectors where track_id = ${own ?? ''} union all
      select 1 from feature_sets where track_id = ${own ?? ''}`
    expect(kept).toEqual([])
    expect(
      await database.sql`select track_id from vector_removals where track_id = ${own ?? ''}`,
    ).toHaveLength(1)
  })

  it('is left alone before the day, and so is what another reader sees', async () => {
    const [leaving, reader] = [await addUser(3), await addUser()]
    const ids = await store([1], 2)
    await listIn(idOf(101), ids, { restricted: true, userId: leaving })
    await listIn(idOf(101), ids, { restricted: true, userId: reader })
    expect(await retain()).toMatchObject({ users: 0, tracksOfUsers: 0 })
    await database.sql`update users set delete_after = now() where id = ${leaving}`
    expect(await retain()).toMatchObject({ users: 1, tracksOfUsers: 0 })
    expect(await left()).toEqual([1])
  })
})

describe('content of Spotify', () => {
  it('goes where nobody uses it and nothing refreshed it, with its album and artist', async () => {
    await store([1], 91)
    await store([2], 89)
    await store([3], 200, 'file')
    const used = await store([4], 91)
    await listIn(idOf(101), used)
    expect(await retain()).toMatchObject({ tracksUnused: 1, albums: 1, artists: 1, overdue: 1 })
    expect(await left()).toEqual([2, 3, 4])
    expect(await retain()).toMatchObject({ tracksUnused: 0, albums: 0, artists: 0 })
  })

  it('goes in more than one transaction where it is much', async () => {
    await store(
      Array.from({ length: 1200 }, (_, n) => n),
      91,
    )
    expect((await retain()).tracksUnused).toBe(1200)
    expect(await left()).toEqual([])
  })

  it('that is gone there leaves its place in playlists with the reason, and its recording to the other releases', async () => {
    const isrc = 'USABC1234567'
    const saved = await storeTracks(
      { catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE },
      [1, 2, 3].map((n) => ({
        track: makeTrack(n, { isrc, name: 'Song' }),
        source: 'spotify' as const,
        features: [
          { source: 'spotify' as const, extractor: 'x', fetchedAt: new Date(), values: makeValues(n) },
        ],
      })),
    )
    const [gone, ...others] = saved.map(({ id }) => id)
    await listIn(idOf(101), [gone ?? '', ...others])
    await database.sql`
      update tracks set fetched_at = now() - interval '91 days', gone_at = now() where id = ${gone ?? ''}`
    const [before] = await database.sql<{ seq: string }[]>`select max(change_seq) as seq from track_vectors`
    expect((await retain()).tracksGone).toBe(1)
    const { trackIds, skipped } = await createPlaylistRepository(database.sql).readItems(
      (await database.sql<{ id: string }[]>`select id from playlists`)[0]?.id ?? '',
    )
    expect(trackIds).toEqual(others)
    expect(skipped).toMatchObject([{ position: 0, reason: 'Spotify no longer offers what stood here' }])
    const [row] = await database.sql<{ recordings: number; seq: string }[]>`
      select count(distinct recording_id)::int as recordings, min(v.change_seq) as seq
      from tracks t join track_vectors v on v.track_id = t.id`
    expect(row?.recordings).toBe(1)
    expect(Number(row?.seq), 'the index hears of the new grouping').toBeGreaterThan(Number(before?.seq))
  })

  it('that could not be read again goes, be it a playlist', async () => {
    await listIn(idOf(101), await store([1], 1))
    await listIn(idOf(102), await store([2], 1))
    await database.sql`
      update playlists set fetched_at = now() - interval '91 days', unread_at = now() where public_id = ${idOf(101)}`
    expect(await retain()).toMatchObject({ playlistsUnread: 1 })
    expect(await database.sql`select public_id from playlists`).toEqual([{ public_id: idOf(102) }])
  })
})

it('forgets what sources did not know, old jobs and files that no import reads, and keeps the rest', async () => {
  await database.sql`
    insert into feature_misses (source, spotify_id, until)
    values ('a', ${idOf(1)}, now() - interval '1 second'), ('a', ${idOf(2)}, now() + interval '1 day')`
  await database.sql`
    insert into jobs (kind, subject, state, finished_at) values
      ('import-file', 'old', 'done', now() - interval '91 days'),
      ('import-file', 'new', 'done', now() - interval '89 days')`
  await database.sql`insert into jobs (kind, subject, created_at) values ('import-file', 'waits', now() - interval '1 year')`
  const [behind, needed, fresh] = await database.sql<{ id: string }[]>`
    insert into uploads (created_at) values (now() - interval '25 hours'), (now() - interval '25 hours'), (now())
    returning id`
  await database.sql`
    update jobs set input = ${database.sql.json({ upload: needed?.id ?? '' })} where subject = 'waits'`
  expect(await retain()).toMatchObject({ featureMisses: 1, jobs: 1, uploads: 1 })
  const kept = (await database.sql<{ id: string }[]>`select id from uploads`).map(({ id }) => id)
  expect(kept.toSorted()).toEqual([needed?.id ?? '', fresh?.id ?? ''].toSorted())
  expect(kept).not.toContain(behind?.id)
  expect(await database.sql`select subject from jobs order by subject`).toEqual([
    { subject: 'new' },
    { subject: 'waits' },
  ])
})

it('ends where it is told to, and the next run goes on', async () => {
  await store([1, 2], 91)
  await expect(retain(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  expect(await left()).toEqual([1, 2])
  expect((await retain()).tracksUnused).toBe(2)
})

/** A catalog in which the rules meet: who leaves holds what others use, clicked on, or let grow old. */
async function fillAtRandom(seed: number): Promise<void> {
  const random = createRandom(seed)
  const among = (count: number) => Math.floor(random() * count)
  const { sql } = database
  const ids = await store(
    Array.from({ length: 60 }, (_, n) => n),
    1,
  )
  await store(
    ids.flatMap((_, n) => (random() < 0.1 ? [n] : [])),
    1,
    'file',
  )
  const users: string[] = []
  for (let i = 0; i < 4; i++) users.push(await addUser(random() < 0.5 ? 5 : null))
  for (let list = 0; list < 12; list++) {
    const access =
      random() < 0.5 ? { restricted: true, userId: users[among(4)] ?? '' } : { restricted: false as const }
    const items = ids.filter(() => random() < 0.1)
    await listIn(idOf(200 + list), items, access)
    if (access.restricted && random() < 0.3) {
      await listIn(idOf(200 + list), items, { restricted: true, userId: users[among(4)] ?? '' })
    }
    if (random() < 0.3) {
      await sql`update playlists set fetched_at = now() - interval '91 days', unread_at = now()
        where public_id = ${idOf(200 + list)}`
    }
  }
  for (const id of ids) {
    if (random() < 0.6) await sql`update tracks set fetched_at = now() - interval '91 days' where id = ${id}`
    if (random() < 0.2) await sql`update tracks set gone_at = now() where id = ${id}`
  }
  for (let i = 0; i < 6; i++) {
    const user = i < 4 ? (users[i] ?? null) : null
    const [listener] = await sql<{ id: string }[]>`
      insert into listeners (user_id) values (${user}) returning id`
    const id = listener?.id ?? ''
    if (i === 5) {
      await sql`insert into sessions (id_hash, listener_id, expires_at)
        values (decode(repeat('00', 32), 'hex'), ${id}, now() + interval '1 day')`
    }
    for (let click = 0; click < 3; click++) {
      await sql`insert into clicks (listener_id, track_id, seed_id, kind)
        values (${id}, ${ids[among(60)] ?? ''}, ${ids[among(60)] ?? ''}, 'like') on conflict do nothing`
    }
  }
}

describe('the preview', () => {
  const preview = () =>
    previewRetention({ retention: createRetentionPreviewRepository(database.sql) }, BOUNDS)
  const countAll = () => database.sql`
    select (select count(*) from tracks) as tracks, (select count(*) from playlists) as playlists,
      (select count(*) from users) as users, (select count(*) from clicks) as clicks,
      (select count(*) from jobs) as jobs, (select count(*) from albums) as albums`

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('says what a run then removes, rule by rule (seed %i)', async (seed) => {
    await fillAtRandom(seed)
    await database.sql`update albums set fetched_at = now() where id % 3 = 0`
    await database.sql`update artists set fetched_at = now() where id % 4 = 0`
    await database.sql`
      insert into jobs (kind, subject, state, finished_at) values ('import-file', 'old', 'done', now() - interval '91 days')`
    await database.sql`insert into uploads (created_at) values (now() - interval '25 hours')`
    const before = await countAll()
    const { rules, overdue } = await preview()
    expect(await countAll(), 'nothing is removed').toEqual(before)
    const said = Object.fromEntries(rules.map(({ rule, count }) => [rule, count]))
    expect(said).toMatchObject({ jobs: 1, uploads: 1, guests: 1 })
    expect((said.tracksUnused ?? 0) * (said.tracksGone ?? 0) * (said.playlistsUnread ?? 0)).toBeGreaterThan(0)

    const guests = await createListenerRepository(database.sql).forgetExpired()
    expect({ ...said, overdue }).toEqual({ ...(await retain()), guests })
    const after = await preview()
    expect(after.rules.filter(({ count }) => count > 0)).toEqual([])
  })

  it('gives a reason with the bounds of this instance', async () => {
    await store([1], 91)
    const { rules } = await preview()
    const unused = rules.find(({ rule }: RetentionRule) => rule === 'tracksUnused')
    expect(unused).toMatchObject({
      count: 1,
      why: 'in no playlist, not clicked on, not seen at Spotify for 90 days',
    })
    expect(rules.every(({ why }) => why.length > 10)).toBe(true)
  })
})
