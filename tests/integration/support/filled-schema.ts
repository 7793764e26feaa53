import type { Sql } from '~db/client'

const A = 'A'.repeat(22)
const F = `f-${'0'.repeat(20)}`
const USER = '00000000-0000-4000-8000-000000000001'
const LISTENER = '00000000-0000-4000-8000-000000000002'
const UPLOAD = '00000000-0000-4000-8000-000000000003'
const JOB = '00000000-0000-4000-8000-000000000004'
const HASH = 'a'.repeat(64)
/** What COPY writes in another way than it stands there. */
export const ODD_TEXT = String.raw`Größe 🎵 \. "quoted" \N	tab`

/** Rows by the number of the migration from which on they can be written; `until` the one that takes their table away. */
const rows: { from: number; until?: number; statements: string[] }[] = [
  {
    from: 1,
    statements: [
      `insert into artists (key, spotify_id, name) values ('spotify:${A}', '${A}', 'Artist'), ('name:other', null, E'two\nlines')`,
      `insert into albums (key, spotify_id, name, release_date) values ('spotify:${A}', '${A}', 'Album', '2020-05')`,
      `insert into tracks (public_id, spotify_id, name, song_key, album_id, isrc, genres, source)
        select '${A}', '${A}', '${ODD_TEXT}', 'one|artist', id, 'USABC1234567', '{pop,"a,b"}', 'spotify' from albums`,
      `insert into tracks (public_id, name, song_key, source) values ('${F}', 'From a file', 'two|artist', 'file')`,
      `insert into track_artists select t.id, 0, a.id from tracks t, artists a where a.key like 'spotify:%'`,
      `insert into playlists (public_id, spotify_id, name, snapshot_id, source) values ('${A}', '${A}', 'List', 's', 'spotify')`,
      `insert into playlists (public_id, name, source) values ('${F}', 'Own list', 'file')`,
      `insert into playlist_items (playlist_id, position, track_id)
        select p.id, row_number() over (partition by p.id order by t.id), t.id from playlists p, tracks t`,
      `insert into playlist_items (playlist_id, position, skipped_name, skipped_reason)
        select id, 9, 'Episode', 'not a track' from playlists where public_id = '${A}'`,
    ],
  },
  {
    from: 2,
    statements: [
      `insert into feature_sets (track_id, source, extractor, values, fetched_at)
        select id, 'file', 'file', '{"energy": 0.5}', now() from tracks`,
      `insert into track_vectors (track_id, spec, mask, shaped, change_seq)
        select id, 1, 1, decode('00ff5c0a', 'hex'), nextval('vector_changes') from tracks`,
      `insert into index_versions (state, spec, kind, count, change_seq, scaler, file, bytes, checksum, build_ms)
        values ('kept', 1, 'flat', 2, 2, '{}', 'segue-2.faiss', 10, 'x', 1)`,
    ],
  },
  {
    from: 3,
    statements: [
      `insert into jobs (id, kind, subject, state, finished_at, report)
        values ('${JOB}', 'import-file', 'songs.csv', 'done', now(), '{"read": 2}')`,
      `insert into jobs (kind, subject) values ('ingest-playlist', '${A}')`,
    ],
  },
  {
    from: 4,
    statements: [
      `insert into users (id, display_name) values ('${USER}', 'Somebody')`,
      `insert into accounts (provider, provider_account_id, user_id, key_id, access_token, refresh_token, authorized_at)
        values ('spotify', 'somebody', '${USER}', 'k', '\\x01', '\\x02', now())`,
      `insert into used_service_tokens (jti, expires_at) values ('jti', now() + interval '5 minutes')`,
    ],
  },
  {
    from: 4,
    until: 10,
    statements: [
      `insert into sessions (id_hash, user_id, expires_at) values (decode('${HASH}', 'hex'), '${USER}', now() + interval '1 day')`,
    ],
  },
  {
    from: 5,
    statements: [
      `insert into quality_reports (version, protocol, seed, report) select version, 1, 1, '{}' from index_versions`,
    ],
  },
  {
    from: 6,
    statements: [`insert into vector_removals (change_seq, track_id) values (nextval('vector_changes'), 99)`],
  },
  {
    from: 9,
    statements: [
      `update tracks set recording_id = id`,
      `insert into version_overrides (kind, track, made_by) values ('split', '${A}', 'test')`,
      `insert into version_rules (rules) values (1)`,
    ],
  },
  {
    from: 10,
    statements: [
      `insert into listeners (id, user_id) values ('${LISTENER}', '${USER}')`,
      `insert into sessions (id_hash, listener_id, expires_at)
        values (decode('${HASH}', 'hex'), '${LISTENER}', now() + interval '1 day')`,
      `insert into clicks (listener_id, track_id, kind) select '${LISTENER}', id, 'like' from tracks`,
    ],
  },
  { from: 12, statements: [`insert into calibrations (maps) values ('[]')`] },
  {
    from: 13,
    statements: [`insert into playlist_readers (playlist_id, user_id) select id, '${USER}' from playlists`],
  },
  {
    from: 14,
    statements: [`insert into feature_misses (source, spotify_id, until) values ('deezer', '${A}', now())`],
  },
  {
    from: 16,
    statements: [
      `insert into uploads (id, sha256, bytes) values ('${UPLOAD}', '${HASH}', 3)`,
      `insert into upload_chunks (upload_id, part, bytes) values ('${UPLOAD}', 0, decode('5c2e0a', 'hex'))`,
    ],
  },
  {
    from: 18,
    statements: [
      `insert into fences (name, token) values ('lock', nextval('fence_tokens'))`,
      `insert into playlist_readings (public_id, position, report) values ('${A}', 1, '{}')`,
      `insert into staged_items (reading_id, position, track_id) select r.id, 0, t.id from playlist_readings r, tracks t limit 1`,
      `insert into file_imports (sha256, filename, entries, report) values ('${HASH}', 'songs.csv', 2, '{}')`,
    ],
  },
  {
    from: 19,
    statements: [
      `insert into job_events (job_id, seq, event) values ('${JOB}', 1, '{"stage": "reading"}')`,
      `insert into job_failures (job_id, position, name, reason) values ('${JOB}', 1, 'Song', 'not found')`,
    ],
  },
  {
    from: 21,
    statements: [
      `insert into index_files (file, folder, name, host, checksum, kind, change_seq)
        values ('segue-2.faiss', gen_random_uuid(), 'segue-2.faiss', 'here', 'x', 'flat', 2)`,
    ],
  },
  {
    from: 23,
    statements: [`insert into catalog_summaries (took_ms, summary, made_at) values (1, '{}', now())`],
  },
  {
    from: 32,
    statements: [
      `insert into audit_log (actor, origin, act, outcome) values ('user 5c2e', '192.0.2.0', 'sign-in', 'done')`,
    ],
  },
  {
    from: 34,
    statements: [`insert into job_schedules (name, ran_for) values ('rebuild', now())`],
  },
  {
    from: 35,
    statements: [`insert into shared_numbers (key, value, expires_at) values ('calls', 3, now())`],
  },
]

/** Writes a few rows into every table of a database that has the schema of that number. */
export async function fillSchema(sql: Sql, schema: number): Promise<void> {
  for (const { from, until = Infinity, statements } of rows) {
    if (schema < from || schema >= until) continue
    for (const statement of statements) await sql.unsafe(statement)
  }
}

/** Every row of every table, as JSON, in an order of its own; without what migrations and machines write. */
export async function readAllRows(
  sql: Sql,
  leftOut: readonly string[] = [],
): Promise<Record<string, unknown[]>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`
  const all: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    if (name === 'schema_migrations' || leftOut.includes(name)) continue
    const found = await sql<
      { row: unknown }[]
    >`select to_jsonb(t) as row from ${sql(name)} t order by to_jsonb(t)::text`
    all[name] = found.map(({ row }) => row)
  }
  return all
}
