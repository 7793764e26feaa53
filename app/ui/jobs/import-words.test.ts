import { describe, expect, it } from 'vitest'
import { IngestReport } from '~server/domain/job'
import { formatSizeLimit, toImportFacts } from './import-words'

const report = (changes: Partial<IngestReport>) =>
  IngestReport.parse({
    ...{ read: 0, added: 0, updated: 0, unchanged: 0, merged: 0, skipped: 0, playlists: 0, searchable: 0 },
    skippedNamed: [],
    ...changes,
  })

describe('the words of an import', () => {
  it.each([
    [2 * 1024 ** 3, 'up to 2 GB'],
    [16 * 1024 ** 2, 'up to 16 MB'],
    [1024, 'up to 1 kB'],
    [100, 'up to 100 bytes'],
  ])('say of %i bytes "%s"', (bytes, text) => {
    expect(formatSizeLimit(bytes)).toBe(text)
  })

  it('name what happened and leave out what did not', () => {
    expect(toImportFacts(report({ read: 1205, added: 1, merged: 1200, skipped: 4 }))).toEqual([
      { label: 'Read', value: '1,205 rows' },
      { label: 'New', value: '1 track' },
      { label: 'Further rows of the same tracks', value: '1,200 rows' },
      { label: 'Left out', value: '4 rows' },
    ])
  })
})
