import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FEATURE_NAMES, type FeatureValues } from '~server/domain/features/features'
import type { FileEvent } from '~server/files/events'
import { packEvents, unpackEvents } from './pack-events'

const text = fc.string({ maxLength: 20, unit: 'binary' })
const textOrNull = fc.option(text)
const wholeOrNull = fc.option(fc.nat())
const values = fc.dictionary(
  fc.constantFrom(...FEATURE_NAMES),
  fc.double({ noNaN: true }),
) as fc.Arbitrary<FeatureValues>
const row = fc.record(
  {
    line: fc.nat(),
    track: fc.record({
      spotifyId: textOrNull,
      name: text,
      artists: fc.array(fc.record({ spotifyId: textOrNull, name: text }), { maxLength: 3 }),
      album: fc.option(
        fc.record({ spotifyId: textOrNull, name: text, releaseDate: textOrNull, imageUrl: textOrNull }),
      ),
      durationMs: wholeOrNull,
      isrc: textOrNull,
      explicit: fc.option(fc.boolean()),
      popularity: wholeOrNull,
      releaseYear: wholeOrNull,
      genres: fc.array(text, { maxLength: 3 }),
    }),
    values,
    playlist: fc.option(fc.record({ key: text, name: text })),
    unread: fc.array(fc.record({ column: text, value: text }), { minLength: 1, maxLength: 2 }),
    shortLink: text,
  },
  { requiredKeys: ['line', 'track', 'values', 'playlist'], noNullPrototype: true },
)
const event: fc.Arbitrary<FileEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('row' as const), row }) },
  fc.record({ kind: fc.constant('skipped' as const), line: fc.nat(), name: text, reason: text }),
  fc.record({ kind: fc.constant('note' as const), text }),
)

it('a block of entries comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      expect(unpackEvents(structuredClone(packEvents(events)))).toEqual(events)
    }),
  )
})
