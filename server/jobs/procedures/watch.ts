import { tracked } from '@trpc/server'
import { z } from 'zod'
import { DomainError } from '../../domain/errors'
import { formatPosition, parsePosition, type WatchPosition } from '../../domain/job-event'
import type { WatchedEvent } from '../progress/watch-job'
import { readProcedure } from '../../trpc/init'
import { findViewer } from '../../trpc/viewer'
import { JobId } from './job-id'

const Input = z.object({
  id: JobId,
  /** The id of the last event that came; "0" begins with the oldest that is kept. */
  lastEventId: z.string().max(64, 'This is not the id of an event.').optional(),
})

/** How a job goes on, event by event, until it ends; with `lastEventId`, from behind that event. */
export const watch = readProcedure.input(Input).subscription(async ({ ctx, input, signal = ctx.signal }) => {
  const from = input.lastEventId === undefined ? null : getPosition(input.lastEventId)
  return toTracked(await ctx.services.watchJob(input.id, from, await findViewer(ctx), signal))
})

async function* toTracked(events: AsyncIterable<WatchedEvent>) {
  for await (const { position, event } of events) yield tracked(formatPosition(position), event)
}

function getPosition(text: string): WatchPosition {
  const position = parsePosition(text)
  if (!position) throw new DomainError('INPUT_INVALID', 'lastEventId: this is not the id of an event.')
  return position
}
