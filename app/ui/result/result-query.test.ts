import { describe, expect, it } from 'vitest'
import { countChoices, readResultQuery } from './result-query'

const read = (query: string) => readResultQuery(new Request(`http://localhost/t/x${query}`))

describe('readResultQuery', () => {
  it('asks for ten similar tracks when nothing is said', () => {
    expect(read('')).toEqual({ k: 10, mode: 'similar', taste: 'on' })
  })

  it('takes the number from the address, and overlooks what it does not know', () => {
    expect(read('?k=25&utm_source=x')).toEqual({ k: 25, mode: 'similar', taste: 'on' })
  })

  it('reads sliders and filters, and overlooks the fields that were left empty', () => {
    expect(read('?mode=discover&weight-era=0&weight-mood=&yearFrom=1990&genre=&exclude=a&exclude=b')).toEqual(
      {
        k: 10,
        mode: 'discover',
        taste: 'on',
        weights: { era: 0 },
        yearFrom: 1990,
        exclude: ['a', 'b'],
      },
    )
  })

  it.each(['?k=0', '?k=10000', '?k=-3', '?k=2.5', '?k=ten', '?k=', '?mode=other'])('refuses %s', (query) => {
    expect(() => read(query)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', status: 400 }))
  })
})

describe('countChoices', () => {
  it('offers the number that is shown, once and in its place', () => {
    expect(countChoices(10)).toEqual([5, 10, 20, 50, 100])
    expect(countChoices(7)).toEqual([5, 7, 10, 20, 50, 100])
  })
})
