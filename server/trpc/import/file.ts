import { octetInputParser } from '@trpc/server/http'
import { DomainError } from '../../domain/errors'
import { operatorProcedure } from '../init'

/** The body is the file itself, streamed; its name comes in the header x-segue-filename. */
export const file = operatorProcedure.input(octetInputParser).mutation(({ ctx, input }) => {
  if (!ctx.upload) {
    throw new DomainError('INPUT_INVALID', 'The file has no name.', {
      hint: 'Send its name, percent-encoded, in the header x-segue-filename.',
    })
  }
  return ctx.services.importFile(input, ctx.upload)
})
