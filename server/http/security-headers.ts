import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { scopeOf } from './request-scope'

/** Cover art is shown from Spotify's image hosts; nothing else foreign is loaded, and no script without the nonce. */
const SPOTIFY_IMAGES = ['https://i.scdn.co', 'https://*.scdn.co', 'https://*.spotifycdn.com']

/** Strict headers for every answer: CSP with a nonce per request, no framing, no sniffing, no referrer outside. */
export function securityHeaders(options: { secure: boolean }): RequestHandler {
  return (request, response, next) => {
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", `'nonce-${scopeOf(request).cspNonce}'`],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', ...SPOTIFY_IMAGES],
          connectSrc: ["'self'"],
          fontSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(options.secure ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: options.secure ? { maxAge: 63_072_000 } : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: false,
    })(request, response, next)
  }
}
