import { expect } from 'vitest'
import type { JobEvent } from '~server/domain/job-event'

export type Message = { id: string; event: JobEvent; receivedAt: number }

/** Where the events of a job are told, from behind one of them. */
export const toWatchUrl = (url: string, jobId: string, lastEventId?: string): string =>
  `${url}/api/trpc/job.watch?input=${encodeURIComponent(JSON.stringify({ id: jobId, lastEventId }))}`

/** Reads one connection's events; `onEach` says whether it is cut off there. Gives whether the server ended it. */
export async function readEventStream(
  url: string,
  lastEventId: string | null,
  onEach: (message: Message) => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  const response = await fetch(url, {
    headers: lastEventId === null ? {} : { 'last-event-id': lastEventId },
    ...(signal && { signal }),
  })
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  let buffer = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const chunk = await reader?.read()
    if (!chunk || chunk.done) return false
    buffer += chunk.value
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
      )
      if (fields.get('event') === 'return') return true
      if (fields.has('event') || !fields.has('id')) continue
      const event = JSON.parse(fields.get('data') ?? '') as JobEvent
      if (onEach({ id: fields.get('id') ?? '', event, receivedAt: Date.now() })) {
        await reader?.cancel()
        return false
      }
    }
  }
}
