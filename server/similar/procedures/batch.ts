import { z } from 'zod'
import { DEFAULT_K, K, Mode } from '../domain/recommendation'
import { readProcedure } from '../../trpc/init'

/** Ids of one batch at most: one search call, and an answer of some hundred kilobytes. */
const MAX_IDS = 500

const Input = z.object({
  ids: z
    .array(z.string().min(1).max(64))
    .min(1, 'Give at least one id.')
    .max(MAX_IDS, `At most ${String(MAX_IDS)} ids.`),
  k: K.default(DEFAULT_K),
  mode: Mode.default('similar'),
})

export const batch = readProcedure
  .input(Input)
  .query(({ ctx, input: { ids, ...options } }) => ctx.services.findNeighbours(ids, options))
