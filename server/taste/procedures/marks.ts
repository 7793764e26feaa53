import { z } from 'zod'
import { TrackId } from '../../similar/domain/controls'
import { MAX_K } from '../../similar/domain/recommendation'
import { readProcedure } from '../../trpc/init'

const Input = z.object({
  tracks: z.array(TrackId).max(MAX_K, `At most ${String(MAX_K)} tracks.`),
})

export const marks = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.markTracks(await ctx.listener.find(), input.tracks))
