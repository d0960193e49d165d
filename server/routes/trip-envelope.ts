import Type, { type TSchema } from 'typebox'
import { Problem } from '../../domain/problem.ts'
import { linesOf, refusalsOf, type Sentences } from '../face-refusals.ts'

/** Every answer of the trip face: what went well comes in `data`. */
export const Enveloped = <T extends TSchema>(data: T, $id: string) =>
  Type.Object(
    { success: Type.Literal(true), message: Type.Optional(Type.String()), data },
    { $id, additionalProperties: false },
  )

export const Done = Type.Object(
  { success: Type.Literal(true), message: Type.String() },
  { $id: 'TripDone', additionalProperties: false },
)

export const enveloped = <T>(data: T, message?: string) => ({
  success: true as const,
  ...(message !== undefined && { message }),
  data,
})

export const done = (message: string) => ({ success: true as const, message })

const wrap = (
  message: string,
  problem: Problem,
  language: Parameters<typeof linesOf>[1],
): { success: false; message: string; error: string } => ({
  success: false,
  message,
  error: linesOf(problem, language),
})

const say = (en: string, pt: string, es: string): Sentences => ({ en, 'pt-BR': pt, es })

const notYours = say(
  'Trip not found or unauthorized',
  'Viagem não encontrada ou não autorizada',
  'Viaje no encontrado o no autorizado',
)
const noLink = say(
  'This trip has no share link',
  'Esta viagem não tem link de compartilhamento',
  'Este viaje no tiene enlace para compartir',
)
const signIn = say(
  'Authentication required. Please log in to view shared trip.',
  'Autenticação necessária. Entre para ver a viagem compartilhada.',
  'Es necesario identificarse. Inicie sesión para ver el viaje compartido.',
)
const expired = say('Share link has expired', 'O link expirou', 'El enlace ha caducado')
const invalid = say('Invalid or expired link', 'Link inválido ou expirado', 'Enlace no válido o caducado')

/** To a trip's maker. */
export const refuseMaker = refusalsOf({
  sentence({ code, details }) {
    if (code !== 'not_found') return undefined
    return details.absent === 'link' ? noLink : notYours
  },
  wrap,
})

/** To somebody with a link: a deactivated one reads as unknown. */
export const refuseFriend = refusalsOf({
  rename: (problem) => (problem.code === 'link_revoked' ? new Problem('not_found') : problem),
  sentence({ code }) {
    if (code === 'sign_in_required') return signIn
    if (code === 'link_expired') return expired
    return code === 'not_found' ? invalid : undefined
  },
  wrap,
})
