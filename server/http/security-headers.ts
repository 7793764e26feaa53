import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { scopeOf } from './request-scope'

/** Cover art is shown from Spotify's image hosts; nothing else foreign is loaded, and no script without the nonce. */
const SPOTIFY_IMAGES = ['https://i.scdn.co', 'https://*.scdn.co', 'https://*.spotifycdn.com']

/** What a browser offers and no page of ours uses. */
const PERMISSIONS = [
  ...[
    'accelerometer',
    'browsing-topics',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
  ],
  ...['microphone', 'midi', 'payment', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ')

/** Strict headers for every answer: CSP with a nonce per request, no framing, no sniffing, no referrer outside. */
export function securityHeaders(options: { secure: boolean; hstsSubdomains: boolean }): RequestHandler {
  return (request, response, next) => {
    response.setHeader('permissions-policy', PERMISSIONS)
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
      strictTransportSecurity: options.secure
        ? { maxAge: 63_072_000, includeSubDomains: options.hstsSubdomains }
        : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: false,
    })(request, response, next)
  }
}
