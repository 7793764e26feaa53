import { z } from 'zod'
import { DEFAULT_K, K, Mode } from '../../domain/recommendation'
import { readProcedure } from '../init'

const Input = z.object({
  id: z.string().min(1, 'Give the id of a track.').max(64, 'This is not the id of a track.'),
  k: K.default(DEFAULT_K),
  mode: Mode.default('similar'),
})

export const find = readProcedure.input(Input).query(({ ctx, input }) => ctx.services.findSimilar(input))
