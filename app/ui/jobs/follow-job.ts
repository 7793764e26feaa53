import type { JobEvent } from '~server/domain/job-event'

/** After a connection that the browser has given up; one that is cut it opens again by itself. */
const TRY_AGAIN_MS = 2000

type Listener = {
  onEvent: (event: JobEvent) => void
  /** There is no stream for now: whoever wants to know looks. */
  onLost: () => void
}

/**
 * Follows a job by server-sent events until it ends; gives what stops it. A cut connection is opened again with the id
 * of the last event, so that none is missed.
 */
export function followJob(id: string, { onEvent, onLost }: Listener): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastEventId: string | undefined

  const close = () => {
    clearTimeout(timer)
    source?.close()
  }
  const open = () => {
    const input = encodeURIComponent(JSON.stringify({ id, lastEventId }))
    source = new EventSource(`/api/trpc/job.watch?input=${input}`)
    source.onmessage = (message: MessageEvent<string>) => {
      lastEventId = message.lastEventId
      onEvent(JSON.parse(message.data) as JobEvent)
    }
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) lose()
    }
    source.addEventListener('serialized-error', lose)
    // Said at the end of the job, after its last event.
    source.addEventListener('return', close)
  }
  const lose = () => {
    close()
    onLost()
    timer = setTimeout(open, TRY_AGAIN_MS)
  }
  open()
  return close
}
