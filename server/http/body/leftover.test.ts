import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endAfterLinger } from './leftover'

const KB = 1024
const SECOND = 1000

class SlowRequest extends EventEmitter {
  resume = vi.fn()
}

let request: SlowRequest
const response = { setHeader: vi.fn(), write: vi.fn(), end: vi.fn() }
const send = (bytes: number) => request.emit('data', Buffer.alloc(bytes))

beforeEach(() => {
  vi.useFakeTimers()
  vi.clearAllMocks()
  request = new SlowRequest()
  endAfterLinger(
    request as unknown as IncomingMessage,
    response as unknown as ServerResponse,
    Buffer.from('no'),
  )
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an answer to a body that is still arriving', () => {
  it('is written at once, with its length, and says that the connection ends', () => {
    expect(response.write).toHaveBeenCalledWith(Buffer.from('no'))
    expect(response.setHeader.mock.calls).toEqual([
      ['connection', 'close'],
      ['content-length', 2],
    ])
    expect(request.resume).toHaveBeenCalledOnce()
    expect(response.end).not.toHaveBeenCalled()
  })

  it.each(['end', 'close'])('ends with the body: %s', (event) => {
    request.emit(event)
    request.emit('close')
    vi.advanceTimersByTime(60 * SECOND)
    expect(response.end).toHaveBeenCalledOnce()
  })

  it('ends after five seconds where a body trickles', () => {
    send(20 * KB)
    vi.advanceTimersByTime(4.9 * SECOND)
    expect(response.end).not.toHaveBeenCalled()
    vi.advanceTimersByTime(0.2 * SECOND)
    expect(response.end).toHaveBeenCalledOnce()
  })

  it('goes on with a body that arrived while the process was held up', () => {
    vi.advanceTimersToNextTimer()
    send(64 * KB)
    vi.advanceTimersByTime(SECOND)
    expect(response.end).not.toHaveBeenCalled()
  })

  it('lets a body that arrives quickly arrive for half a minute', () => {
    for (let second = 1; second < 30; second++) {
      send(200 * KB)
      vi.advanceTimersByTime(SECOND)
    }
    expect(response.end).not.toHaveBeenCalled()
    send(200 * KB)
    vi.advanceTimersByTime(1.1 * SECOND)
    expect(response.end).toHaveBeenCalledOnce()
  })
})
