import { z } from 'zod'
import { ControlsInput, MAX_SEEDS, Mode, TrackId } from '../domain/controls'
import { DEFAULT_K, K } from '../domain/recommendation'
import { readProcedure } from '../../trpc/init'

/** Lists of one request at most: a few seconds of work. */
const MAX_LISTS = 100

const Input = ControlsInput.extend({
  lists: z
    .array(
      z.object({
        key: z.string().max(200, 'The key is too long.'),
        seeds: z
          .array(TrackId)
          .min(1, 'Give at least one seed.')
          .max(MAX_SEEDS, `At most ${String(MAX_SEEDS)} seeds.`),
      }),
    )
    .min(1, 'Give at least one list.')
    .max(MAX_LISTS, `At most ${String(MAX_LISTS)} lists.`),
  k: K.default(DEFAULT_K),
  mode: Mode.default('continue'),
})

/** `continue` is a word of the language. */
export const continueLists = readProcedure
  .input(Input)
  .query(({ ctx, input: { lists, ...options } }) => ctx.services.continueMany(lists, options))
