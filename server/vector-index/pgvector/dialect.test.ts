import { describe, expect, it } from 'vitest'
import { detectDialect, DIALECTS } from './dialect'

describe('detectDialect', () => {
  it.each([
    ['PostgreSQL 17.2 on x86_64-pc-linux-gnu', 'pgvector'],
    ['PostgreSQL 15.12-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu', 'yugabyte'],
    ['CockroachDB CCL v25.4.1 (x86_64-pc-linux-gnu, built 2025/11/20)', 'cockroach'],
  ])('knows %s', (version, name) => {
    expect(detectDialect(version).name).toBe(name)
  })
})

describe('a search', () => {
  const ef = (name: 'pgvector' | 'yugabyte', efSearch: number, k: number) =>
    DIALECTS[name].toSearchSettings(efSearch, k).find((setting) => setting.name === 'hnsw.ef_search')?.value

  it.each(['pgvector', 'yugabyte'] as const)('of %s keeps as many candidates as it wants rows', (name) => {
    expect(ef(name, 80, 10)).toBe('80')
    expect(ef(name, 80, 300)).toBe('300')
    expect(ef(name, 80, 20_000)).toBe('1000')
  })

  it('of CockroachDB looks at as many partitions as the version says', () => {
    expect(DIALECTS.cockroach.toSearchSettings(64, 1000)).toEqual([
      { name: 'vector_search_beam_size', value: '64' },
    ])
  })
})

describe('an index statement', () => {
  it('is the one of its database', () => {
    expect(DIALECTS.pgvector.toIndexStatement('t')).toContain('using hnsw (embedding vector_cosine_ops)')
    expect(DIALECTS.yugabyte.toIndexStatement('t')).toContain('using ybhnsw (embedding vector_cosine_ops)')
  })
})
