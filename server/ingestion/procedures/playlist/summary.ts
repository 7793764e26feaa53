import { z } from 'zod'
import { readProcedure } from '../../../trpc/init'
import { mayChange } from '../../../trpc/may-change'
import { findViewer } from '../../../trpc/viewer'

const Input = z.object({ id: z.string().min(1).max(64, 'This is not the id of a playlist.') })

/** A playlist and the newest job that read it, and whether the viewer may stop that one or take it up. */
export const summary = readProcedure.input(Input).query(async ({ ctx, input }) => {
  const viewer = await findViewer(ctx)
  const answer = await ctx.services.summarisePlaylist(input.id, viewer)
  const changes = answer.job !== null && (await mayChange(ctx, answer.job, viewer))
  return { ...answer, mayChange: changes }
})
