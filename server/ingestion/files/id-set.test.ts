import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIdSet } from './id-set'

it('tells of any ids which were there before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.bigInt(1n, 200n), fc.bigInt(1n, 2n ** 63n - 1n)), { maxLength: 300 }),
      (ids) => {
        const set = createIdSet()
        const known = new Set<string>()
        for (const id of ids.map(String)) {
          expect(set.has(id)).toBe(known.has(id))
          expect(set.add(id)).toBe(!known.has(id))
          known.add(id)
        }
      },
    ),
  )
})
