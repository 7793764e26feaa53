import { z } from 'zod'
import { TrackId } from '../../domain/controls'
import { MAX_K } from '../../domain/recommendation'
import { readProcedure } from '../init'

const Input = z.object({
  tracks: z.array(TrackId).max(MAX_K, `At most ${String(MAX_K)} tracks.`),
})

export const marks = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.markTracks(await ctx.listener.find(), input.tracks))
