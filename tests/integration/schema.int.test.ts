import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TransactionSql } from 'postgres'
import { createTestDatabase, type TestDatabase } from '../setup/services'

const A = 'A'.repeat(22)
const B = 'B'.repeat(22)
const HYPHENED = `${'A'.repeat(21)}-`
const UNIQUE = '23505'
const CHECK = '23514'
const FOREIGN = '23503'
const NOT_NULL = '23502'
/** PostgreSQL 18 gave `on delete restrict` a code of its own. */
const RESTRICTED = '23001|23503'

/** Each statement runs on the rows below and has to be refused by the database itself. */
const refused: [what: string, code: string, statement: string][] = [
  ['two artists with one key', UNIQUE, `insert into artists (key, name) values ('spotify:${A}', 'x')`],
  [
    'an artist with a Spotify id that is not in its key',
    CHECK,
    `insert into artists (key, spotify_id, name) values ('k2', '${A}', 'x')`,
  ],
  ['an artist without a name', CHECK, `insert into artists (key, name) values ('k3', '')`],
  [
    'an artist’s id that is none',
    CHECK,
    `insert into artists (key, spotify_id, name) values ('spotify:short', 'short', 'x')`,
  ],
  ...(['artists', 'albums'] as const).map((table): [string, string, string] => [
    `a Spotify id with a hyphen in ${table}`,
    CHECK,
    `insert into ${table} (key, spotify_id, name) values ('spotify:${HYPHENED}', '${HYPHENED}', 'x')`,
  ]),
  ['two albums with one key', UNIQUE, `insert into albums (key, name) values ('spotify:${A}', 'x')`],
  [
    'an album with a Spotify id that is not in its key',
    CHECK,
    `insert into albums (key, spotify_id, name) values ('k2', '${A}', 'x')`,
  ],
  [
    'a release date that is none',
    CHECK,
    `insert into albums (key, name, release_date) values ('k5', 'x', '2020-1-1')`,
  ],
  [
    'a release date with words',
    CHECK,
    `insert into albums (key, name, release_date) values ('k5', 'x', '2020-May')`,
  ],
  [
    'a cover that is no link',
    CHECK,
    `insert into albums (key, name, image_url) values ('k6', 'x', 'javascript:1')`,
  ],
  [
    'two tracks with one public id',
    UNIQUE,
    `insert into tracks (public_id, name, song_key, source) values ('${A}', 'x', 'x', 'file')`,
  ],
  [
    'a track with a Spotify id that is not its public id',
    CHECK,
    `insert into tracks (public_id, spotify_id, name, song_key, source) values ('${B}', '${A}', 'x', 'x', 'file')`,
  ],
  [
    'a public id of another form',
    CHECK,
    `insert into tracks (public_id, name, song_key, source) values ('f-1', 'x', 'x', 'file')`,
  ],
  ['a duration of 0', CHECK, `update tracks set duration_ms = 0`],
  ['an ISRC that is none', CHECK, `update tracks set isrc = 'us-abc-12-12345'`],
  ['a popularity of 101', CHECK, `update tracks set popularity = 101`],
  ['a release in 1859', CHECK, `update tracks set release_year = 1859`],
  ['a track from nowhere', CHECK, `update tracks set source = 'rumour'`],
  ['a track without a name', NOT_NULL, `update tracks set name = null`],
  ['a track on an album that is not there', FOREIGN, `update tracks set album_id = 999999`],
  [
    'an artist twice on a track',
    UNIQUE,
    `insert into track_artists select id, 1, (select id from artists) from tracks`,
  ],
  [
    'two artists at one place',
    UNIQUE,
    `insert into artists (key, name) values ('k7', 'y');
    insert into track_artists select t.id, 0, a.id from tracks t, artists a where a.key = 'k7'`,
  ],
  ['an artist of no track', FOREIGN, `insert into track_artists select 999999, 0, id from artists`],
  ['the end of an artist who has tracks', RESTRICTED, `delete from artists`],
  [
    'two playlists with one public id',
    UNIQUE,
    `insert into playlists (public_id, name, source) values ('${A}', 'x', 'spotify')`,
  ],
  [
    'a list of a file under an id of Spotify',
    CHECK,
    `insert into playlists (public_id, name, source) values ('${B}', 'x', 'file')`,
  ],
  ['a playlist from nowhere', CHECK, `update playlists set source = 'rumour'`],
  [
    'two items at one place',
    UNIQUE,
    `insert into playlist_items (playlist_id, position, track_id) select p.id, 0, t.id from playlists p, tracks t`,
  ],
  [
    'an item before the first',
    CHECK,
    `insert into playlist_items (playlist_id, position, track_id) select p.id, -1, t.id from playlists p, tracks t`,
  ],
  [
    'an item that is neither track nor reason',
    CHECK,
    `insert into playlist_items (playlist_id, position) select id, 1 from playlists`,
  ],
  [
    'an item that is track and reason',
    CHECK,
    `insert into playlist_items (playlist_id, position, track_id, skipped_reason)
       select p.id, 1, t.id, 'why' from playlists p, tracks t`,
  ],
  [
    'two sets of values from one source',
    UNIQUE,
    `insert into feature_sets select id, 'file', 'x', '{}', now() from tracks`,
  ],
  ['values from nowhere', CHECK, `update feature_sets set source = 'rumour'`],
  ['values that are no object', CHECK, `update feature_sets set values = '[1]'`],
  ['values of no track', FOREIGN, `update feature_sets set track_id = 999999`],
  ['a vector without a group', CHECK, `update track_vectors set mask = 0`],
  [
    'two vectors with one change number',
    UNIQUE,
    `insert into tracks (public_id, name, song_key, source) values ('${B}', 'x', 'x', 'file');
     insert into track_vectors (track_id, spec, mask, shaped, change_seq)
       select id, 1, 1, '', 1 from tracks where public_id = '${B}'`,
  ],
  [
    'two current index versions',
    UNIQUE,
    `insert into index_versions (state, spec, kind, count, change_seq, scaler, file, bytes, checksum, build_ms)
       select state, spec, kind, count, change_seq, scaler, file, bytes, checksum, build_ms from index_versions`,
  ],
  ['a recall above 1', CHECK, `update index_versions set recall = 1.5`],
  ['an index of an unknown kind', CHECK, `update index_versions set kind = 'tree'`],
  ['two active jobs about one thing', UNIQUE, `insert into jobs (kind, subject) values ('import-file', 's')`],
  ['a job of an unknown kind', CHECK, `insert into jobs (kind, subject) values ('make-coffee', 's')`],
  ['a job that is done and has no end', CHECK, `update jobs set state = 'done'`],
  ['a job that failed and does not say why', CHECK, `update jobs set state = 'failed', finished_at = now()`],
  ['a job with less than nothing done', CHECK, `update jobs set done = -1`],
  ['a user with an unknown role', CHECK, `update users set role = 'root'`],
  [
    'a session whose id is not hashed',
    CHECK,
    `insert into sessions select 'plain', id, now(), now() from listeners`,
  ],
  ['a session of nobody', FOREIGN, `update sessions set listener_id = gen_random_uuid()`],
  ['a listener that is a user and a tool’s name at once', CHECK, `update listeners set name = 'kitchen'`],
  ['a listener with a strange name', CHECK, `insert into listeners (name) values ('Küche')`],
  ['two listeners of one user', UNIQUE, `insert into listeners (user_id) select id from users`],
  ['a click that says nothing known', CHECK, `update clicks set kind = 'love'`],
  ['a click of nobody', FOREIGN, `update clicks set listener_id = gen_random_uuid()`],
  [
    'two users on one Spotify account',
    UNIQUE,
    `insert into users (display_name) values ('second');
     insert into accounts (provider, provider_account_id, user_id, key_id, authorized_at)
       select 'spotify', 'account', id, 'k', now() from users where display_name = 'second'`,
  ],
  [
    'two Spotify accounts of one user',
    UNIQUE,
    `insert into accounts (provider, provider_account_id, user_id, key_id, authorized_at)
       select 'spotify', 'other', id, 'k', now() from users`,
  ],
  ['a token that is used twice', UNIQUE, `insert into used_service_tokens values ('jti', now())`],
]

const rows = `
  insert into artists (key, spotify_id, name) values ('spotify:${A}', '${A}', 'artist');
  insert into albums (key, spotify_id, name) values ('spotify:${A}', '${A}', 'album');
  insert into tracks (public_id, spotify_id, name, song_key, album_id, source)
    select '${A}', '${A}', 'track', 'track', id, 'spotify' from albums;
  insert into track_artists select t.id, 0, a.id from tracks t, artists a;
  insert into playlists (public_id, name, source) values ('${A}', 'list', 'spotify');
  insert into playlist_items (playlist_id, position, track_id) select p.id, 0, t.id from playlists p, tracks t;
  insert into feature_sets select id, 'file', 'file', '{"energy": 0.5}', now() from tracks;
  insert into track_vectors (track_id, spec, mask, shaped, change_seq) select id, 1, 1, '', 1 from tracks;
  insert into index_versions (state, spec, kind, count, change_seq, scaler, file, bytes, checksum, build_ms)
    values ('current', 1, 'flat', 1, 1, '{}', 'f', 1, 'c', 1);
  insert into jobs (kind, subject) values ('import-file', 's');
  insert into users (display_name) values ('first');
  insert into listeners (user_id) select id from users;
  insert into sessions select sha256('id'), id, now(), now() + interval '1 day' from listeners;
  insert into clicks (listener_id, track_id, kind) select l.id, t.id, 'like' from listeners l, tracks t limit 1;
  insert into accounts (provider, provider_account_id, user_id, key_id, authorized_at)
    select 'spotify', 'account', id, 'k', now() from users;
  insert into used_service_tokens values ('jti', now() + interval '1 minute');`

class RolledBack extends Error {}

describe('the schema', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    await database.sql.unsafe(rows)
  })
  afterAll(() => database.drop())

  it('has one key beside its own id for what two writers may add at once: at a second one the later would fail', async () => {
    const keys = await database.sql`
      select indrelid::regclass::text as name, count(*)::int as keys from pg_index
      where indisunique and not indisprimary
        and indrelid in ('tracks'::regclass, 'artists'::regclass, 'albums'::regclass, 'playlists'::regclass)
      group by indrelid order by name`
    expect(keys).toEqual(['albums', 'artists', 'playlists', 'tracks'].map((name) => ({ name, keys: 1 })))
  })

  /** Runs `work` and undoes what it did. */
  async function undone<T>(work: (sql: TransactionSql) => Promise<T>): Promise<T> {
    let result: T | undefined
    await database.sql
      .begin(async (sql) => {
        result = await work(sql)
        throw new RolledBack()
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error
      })
    return result as T
  }

  it.each(refused)('refuses %s', async (_what, code, statement) => {
    await expect(undone((sql) => sql.unsafe(statement))).rejects.toMatchObject({
      code: expect.stringMatching(new RegExp(`^(${code})$`)) as unknown,
    })
  })

  it('lets a finished job be followed by another about the same thing', async () => {
    await undone(async (sql) => {
      await sql`update jobs set state = 'done', finished_at = now()`
      await sql`insert into jobs (kind, subject) values ('import-file', 's')`
      await expect(
        sql.savepoint((s) => s`update jobs set state = 'queued', finished_at = null`),
      ).rejects.toMatchObject({
        code: UNIQUE,
      })
    })
  })

  it('takes all that belongs to a track with it', async () => {
    const counts = await undone(async (sql) => {
      await sql`delete from tracks`
      return sql`select (select count(*)::int from track_artists) as artists, (select count(*)::int from feature_sets)
        as features, (select count(*)::int from track_vectors) as vectors, (select count(*)::int from playlist_items) as items`
    })
    expect(counts[0]).toEqual({ artists: 0, features: 0, vectors: 0, items: 0 })
  })

  it('takes sessions, clicks and accounts with their user', async () => {
    const counts = await undone(async (sql) => {
      await sql`delete from users`
      return sql`select (select count(*)::int from sessions) as sessions, (select count(*)::int from accounts) as accounts,
        (select count(*)::int from clicks) as clicks`
    })
    expect(counts[0]).toEqual({ sessions: 0, accounts: 0, clicks: 0 })
  })

  it('has a definition for every value that the program knows', async () => {
    const { FEATURES } = await import('~server/domain/features/features')
    const defined = await database.sql<
      { name: string; unit: string }[]
    >`select name, unit from feature_definitions`
    expect(Object.fromEntries(defined.map(({ name, unit }) => [name, unit]))).toEqual(
      Object.fromEntries(Object.entries(FEATURES).map(([name, { unit }]) => [name, unit])),
    )
  })
})
