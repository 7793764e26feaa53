import { describe, expect, it } from 'vitest'
import { toProblem } from './problem'

const routeError = (status: number, data: unknown) => ({ status, statusText: '', internal: false, data })

describe('toProblem', () => {
  it('takes the sentence and the way out from an answer of the server', () => {
    const body = { error: { code: 'BUSY', message: 'Busy.', hint: 'Wait.', requestId: 'r1' } }
    expect(toProblem(routeError(503, body))).toEqual({
      status: 503,
      title: 'Not just now',
      message: 'Busy.',
      hint: 'Wait.',
      requestId: 'r1',
    })
  })

  it.each([
    [404, 'Not found'],
    [405, 'That did not work'],
    [500, 'That went wrong'],
  ])('has words of its own for a bare %i', (status, title) => {
    const problem = toProblem(routeError(status, 'Error: No route matches URL "/x"'))
    expect(problem).toMatchObject({ status, title })
    expect(problem.message).not.toContain('route')
  })

  it('shows nothing of a thrown error', () => {
    const problem = toProblem(new Error('secret of the house'))
    expect(problem.status).toBe(500)
    expect(JSON.stringify(problem)).not.toContain('secret')
  })
})
