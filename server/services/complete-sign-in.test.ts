import { describe, expect, it } from 'vitest'
import { toRole } from './complete-sign-in'

describe('the role of somebody who signs in', () => {
  it('is operator for the first user of an instance of one machine, and stays so', () => {
    const rule = { ids: [], firstIsOperator: true }
    expect(toRole(rule, 'a', null, true)).toBe('operator')
    expect(toRole(rule, 'b', null, false)).toBe('user')
    expect(toRole(rule, 'a', 'operator', false)).toBe('operator')
  })

  it('is never operator for being first where others reach the instance', () => {
    expect(toRole({ ids: [], firstIsOperator: false }, 'a', null, true)).toBe('user')
    expect(toRole({ ids: [], firstIsOperator: false }, 'a', 'operator', false)).toBe('user')
  })

  it('is what the list says where there is one', () => {
    const rule = { ids: ['a', 'c'], firstIsOperator: true }
    expect(toRole(rule, 'c', 'user', false)).toBe('operator')
    expect(toRole(rule, 'b', null, true)).toBe('user')
    expect(toRole(rule, 'b', 'operator', false)).toBe('user')
  })
})
