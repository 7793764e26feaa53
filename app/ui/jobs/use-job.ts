import { useEffect, useState } from 'react'
import { isActiveJob, type Job } from '~server/domain/job'
import type { JobEvent, TrackFailure } from '~server/domain/job-event'
import { followJob } from './follow-job'
import { useIdleRevalidate } from './use-idle-revalidate'

export type LiveJob = { job: Job; failures: TrackFailure[] }
type Told = { id: string; event: JobEvent; failures: TrackFailure[] }

/** A job as the page was told of it, and as it goes on from there; its end has the page look again. */
export function useJob({ job, failures }: LiveJob): LiveJob {
  const look = useIdleRevalidate()
  const [told, setTold] = useState<Told | null>(null)
  const isActive = isActiveJob(job)
  const { id } = job

  useEffect(() => {
    if (!isActive) return
    return followJob(id, {
      onEvent: (event) => {
        setTold((before) => ({
          id,
          event,
          failures: [...(before?.id === id ? before.failures : []), ...event.failures],
        }))
        if (!isActiveJob(event)) look()
      },
      onLost: look,
    })
  }, [id, isActive, look])

  if (!isActive || told?.id !== id) return { job, failures }
  const { state, stage, done, total, rate, etaSeconds, waiting } = told.event
  // The report comes with the page; until then the job is still under way.
  const now = isActiveJob({ state }) ? state : job.state
  return {
    job: { ...job, state: now, stage, done, total, rate, etaSeconds, waiting },
    failures: merge(failures, told.failures),
  }
}

/** By place; what was told last holds. */
function merge(one: TrackFailure[], two: TrackFailure[]): TrackFailure[] {
  const byPlace = new Map([...one, ...two].map((failure) => [failure.position, failure]))
  return [...byPlace.values()].sort((a, b) => a.position - b.position)
}
