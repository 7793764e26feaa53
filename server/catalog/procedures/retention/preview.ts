import { operatorProcedure } from '../../../trpc/init'

/** Looks at every track, so it is no question for guests. */
export const preview = operatorProcedure.query(({ ctx }) => ctx.services.previewRetention())
