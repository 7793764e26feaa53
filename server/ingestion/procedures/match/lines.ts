import { z } from 'zod'
import { MAX_PASTED_CHARACTERS, MAX_PASTED_LINES } from '../../domain/matched-line'
import { askProcedure } from '../../../trpc/init'

const Input = z.object({
  text: z
    .string({ error: 'Give the lines as `text`.' })
    .min(1, 'There is no line to look up.')
    .max(MAX_PASTED_CHARACTERS, 'The list is too long. Import it as a file instead.')
    .refine((text) => text.split('\n').length <= MAX_PASTED_LINES, {
      message: `At most ${String(MAX_PASTED_LINES)} lines. Import a longer list as a file.`,
    }),
})

export const lines = askProcedure
  .input(Input)
  .mutation(({ ctx, input }) => ctx.services.matchLines(input.text, ctx.signal))
