import { describe, expect, test } from 'vitest'
import { resolveControls } from '~server/similar/domain/controls'
import type { IngestReport, Job } from '~server/domain/job'
import type { RankedTrack, Recommendation } from '~server/similar/domain/recommendation'
import { GROUPS } from '~server/domain/features/vector-spec'
import { formatIndexCheck } from './index-check'
import { formatIndexStatus } from './index-status'
import { formatJob, formatJobs } from './jobs'
import { byteSize, duration, integer } from './numbers'
import { formatRecommendation } from './recommendation'
import { formatReport } from './report'
import { formatRetention } from './retention'
import { table } from './table'

const report: IngestReport = {
  read: 32_833,
  added: 28_356,
  updated: 0,
  unchanged: 0,
  merged: 4477,
  skipped: 0,
  skippedNamed: [],
  playlists: 471,
  searchable: 28_356,
  undescribed: 0,
  undescribedNamed: [],
  unread: [],
  unnamed: 0,
  notes: [],
}

test.each([
  [integer(28_356), '28,356'],
  [duration(0.44), '0.4 s'],
  [duration(61), '1 min 1 s'],
  [duration(7500), '2 h 5 min'],
  [byteSize(999), '999 B'],
  [byteSize(5_600_000), '5.6 MB'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})

test('a table keeps columns in line, numbers to the right', () => {
  expect(
    table(
      ['name', 'n'],
      [
        ['a', 5],
        ['long', 1234],
      ],
    ),
  ).toBe('name     n\na        5\nlong  1234')
})

describe('the report of an import', () => {
  test('says what became of every row', () => {
    expect(formatReport(report, 'line')).toBe(
      [
        '  read        32,833',
        '  added       28,356',
        '  updated     0',
        '  unchanged   0',
        '  merged      4,477 (repeats of a track read before)',
        '  skipped     0',
        '  playlists   471',
        '  searchable  28,356',
      ].join('\n'),
    )
  })

  test('names the first skipped rows by line and counts the others by reason', () => {
    const skippedNamed = Array.from({ length: 14 }, (_, i) => ({
      where: i + 2,
      name: i === 0 ? 'A song' : '',
      reason: i < 13 ? `energy is "${i}x", which is not a number` : 'the row holds binary data',
    }))
    const text = formatReport({ ...report, skipped: 20, skippedNamed }, 'line')
    expect(text).toContain(
      'Skipped:\n  line 2 (A song): energy is "0x", which is not a number\n  line 3: energy',
    )
    expect(text).toContain('  line 11: ')
    expect(text).not.toContain('  line 12: ')
    expect(text).toContain('  and 3 more: energy is "…", which is not a number\n')
    expect(text).toContain('  and 1 more: the row holds binary data\n')
    expect(text.endsWith('  and 6 more, not named')).toBe(true)
  })

  test('says which values were left out, by column', () => {
    const unread = [{ column: 'key', count: 1200, example: 'H♭' }]
    const text = formatReport({ ...report, unread, unnamed: 3 }, 'line')
    expect(text).toContain('Values left out:\n  key: 1,200 values not understood, such as “H♭”')
    expect(text).toContain('unnamed     3 (an id without a title or an artist)')
  })
})

describe('jobs', () => {
  const job: Job = {
    id: 'j1',
    kind: 'import-file',
    state: 'running',
    subject: 'tracks.csv',
    stage: 'reading rows',
    done: 12_000,
    total: 32_833,
    rate: null,
    priority: 'person',
    attempt: 1,
    notBefore: null,
    etaSeconds: 3.2,
    waiting: null,
    createdAt: '2026-01-01T00:00:00Z',
    finishedAt: null,
    report: null,
    error: null,
  }

  test('show how far they are', () => {
    expect(formatJob(job)).toContain('reading rows 12,000 of 32,833 (about 3.2 s left)')
    expect(formatJobs([job])).toContain('import-file  running  tracks.csv  reading rows 12,000')
    expect(formatJobs([])).toBe('There is no job yet.')
  })

  test('show why they failed and what to do', () => {
    const error = { code: 'FILE_NOT_A_TABLE', message: 'It is empty.', hint: 'Upload a CSV file.' } as const
    expect(formatJob({ ...job, state: 'failed', error })).toBe(
      'import-file tracks.csv: failed (j1)\n  It is empty.\n  Upload a CSV file.',
    )
  })
})

test('a recommendation shows rank, score, track and both kinds of reasons', () => {
  const track = (id: string, name: string): Recommendation['query'] => ({
    id,
    name,
    artists: [
      { name: 'A', spotifyUrl: null },
      { name: 'B', spotifyUrl: null },
    ],
    album: null,
    imageUrl: null,
    durationMs: null,
    releaseYear: 1984,
    isrc: null,
    explicit: null,
    spotifyUrl: null,
    genres: [],
    featureSources: ['file'],
  })
  const recommendation: Recommendation = {
    query: track('q', 'Seed'),
    seeds: [track('q', 'Seed')],
    against: [],
    weights: resolveControls('similar').weights,
    compared: 300,
    taste: null,
    mode: 'similar',
    catalogSize: 28_356,
    indexVersion: 3,
    tracks: [
      {
        rank: 1,
        track: track('t1', 'Found'),
        score: 0.93412,
        parts: Object.fromEntries(GROUPS.map((group) => [group, 0])) as RankedTrack['parts'],
        reasons: [
          { group: 'rhythm', kind: 'alike', text: '124 vs 122 BPM' },
          { group: 'mood', kind: 'alike', text: 'both energetic' },
          { group: 'era', kind: 'apart', text: '20 years apart' },
        ],
        adjustments: [],
        percentile: 0.999,
        whatIf: { group: 'rhythm', rank: 3 },
        nearestSeed: 'q',
        confidence: 0.8,
        sources: ['file'],
      },
    ],
  }
  expect(formatRecommendation(recommendation)).toBe(
    [
      'Like Seed – A, B (1984):',
      '  1  0.934  Found – A, B (1984)  [t1, compared by 80 % of the features]',
      '            alike: 124 vs 122 BPM; both energetic',
      '            apart: 20 years apart',
      '            closer than 99.9 % of the catalog; would be 3rd if rhythm did not count',
      '  out of 28,356 tracks',
    ].join('\n'),
  )
  expect(formatRecommendation({ ...recommendation, tracks: [] })).toContain(
    'no track of the catalog answers this yet',
  )
})

test('the status of the index says what answers', () => {
  const current = {
    version: 2,
    state: 'current',
    spec: 1,
    kind: 'ivf',
    count: 300_000,
    nlist: 2191,
    nprobe: 16,
    efSearch: null,
    recall: 0.9843,
    builtAt: '2026-01-01T00:00:00Z',
    buildSeconds: 12.4,
    bytes: 57_000_000,
    reason: null,
  } as const
  const text = formatIndexStatus({
    current,
    live: 300_010,
    tracks: 300_020,
    searchable: 300_010,
    drift: { changed: 30_000, removed: 0, share: 0.1, distance: 0.05, dimension: 'release_year' },
    versions: [current, { ...current, version: 1, state: 'refused', reason: 'It holds 5 vectors.' }],
  })
  expect(text).toContain('Index version 2: 300,020 tracks in the catalog, 300,010 of them searchable')
  expect(text).toContain('ivf, 2,191 lists, 16 searched')
  expect(text).toContain('recall@10    0.984')
  const graph = { ...current, kind: 'hnsw', nlist: null, nprobe: null, efSearch: 120 } as const
  expect(
    formatIndexStatus({
      current: graph,
      live: 1,
      drift: null,
      tracks: 1,
      searchable: 1,
      versions: [graph],
    }),
  ).toContain('hnsw, 120 candidates kept')
  expect(text).toContain('10.0 % changed since it was built; release_year moved by 0.05 of its spread')
  expect(text).toContain('It holds 5 vectors.')
  expect(
    formatIndexStatus({ current: null, live: 0, drift: null, tracks: 0, searchable: 0, versions: [] }),
  ).toContain('no index yet')
})

test('what retention would remove is told rule by rule, and that nothing was', () => {
  const rule = { rule: 'jobs', count: 1200, what: 'jobs', why: 'they ended 90 days ago' } as const
  const text = formatRetention({ rules: [rule], overdue: 3 })
  expect(text).toMatch(/jobs +1,200 +they ended 90 days ago/)
  expect(text).toContain('Nothing was removed')
  expect(text).toContain('3 tracks in use are as old and would stay')
  expect(formatRetention({ rules: [{ ...rule, count: 0 }], overdue: 0 })).toContain('Nothing is due.')
})

test('the check of the index names what is broken, and compares the counts', () => {
  const version = { version: 3, state: 'current', file: 'a', place: 'here', ok: true, reason: null } as const
  const text = formatIndexCheck({
    ok: false,
    versions: [
      version,
      { ...version, version: 2, state: 'kept', ok: false, reason: 'the checksum does not match' },
      {
        ...version,
        version: 1,
        state: 'kept',
        place: 'elsewhere',
        reason: 'built on web-2, not on this disk',
      },
    ],
    live: { version: 3, count: 1000, expected: 1001, ok: false },
  })
  expect(text).toContain('whole')
  expect(text).toMatch(/1 +kept +elsewhere +built on web-2, not on this disk/)
  expect(text).toContain('the checksum does not match')
  expect(text).toContain('1,000 vectors answer, 1,001 are in the database: rebuild the index')
  expect(formatIndexCheck({ ok: true, versions: [], live: null })).toBe('There is no index yet.')
})
