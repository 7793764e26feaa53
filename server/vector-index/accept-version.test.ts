import { describe, expect, it } from 'vitest'
import { createAcceptVersion } from './accept-version'

const accept = createAcceptVersion({ recallTarget: 0.98 })

describe('createAcceptVersion', () => {
  it('accepts the first version, and one that holds nearly what the index in use holds', () => {
    expect(accept({ count: 1, recall: null }, null)).toBeNull()
    expect(accept({ count: 900, recall: 0.98 }, { count: 1000 })).toBeNull()
  })

  it('refuses a version that lost more than a tenth', () => {
    expect(accept({ count: 899, recall: null }, { count: 1000 })).toBe(
      'It holds 899 vectors, the index in use 1000.',
    )
  })

  it('refuses a version that finds too little', () => {
    expect(accept({ count: 1000, recall: 0.95 }, { count: 1000 })).toBe(
      'Its recall@10 is 0.950, wanted is 0.98.',
    )
  })
})
