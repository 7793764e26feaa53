import { z } from 'zod'
import { MAX_LINK_TEXT } from '../spotify-ref'

/** A text that is looked through for a link. */
export const LinkText = z
  .string({ error: 'A link is a text.' })
  .min(1, 'A link is empty.')
  .max(MAX_LINK_TEXT, 'The link is too long.')
