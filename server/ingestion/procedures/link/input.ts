import { z } from 'zod'
import { MAX_SEEDS } from '../../../similar/domain/controls'
import { LinkText } from '../../../domain/links/link-text'

/** Links of a question: those to go on from and those that the answer shall not be like. */
export const LinksInput = z.object({
  links: z.array(LinkText).max(2 * MAX_SEEDS, `At most ${String(2 * MAX_SEEDS)} links.`),
})
