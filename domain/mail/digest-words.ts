import type { Language } from '../problem.ts'
import type { Words } from './words.ts'

/** What the mail says that lists what somebody has not read. */
export const digestWords: Record<Language, Record<'notification_digest', Words>> = {
  en: {
    notification_digest: {
      subject: 'New for you in {organization}: {count}',
      text: ['Hello {name},', 'this is new for you in {organization}, and you have not read it yet:'],
      action: 'See all of it',
      notes: [
        'In your notification settings you choose whether this mail comes hourly, daily or not at all.',
      ],
      why: 'You receive this because you are a member of {organization} on Fleeting.',
    },
  },
  'pt-BR': {
    notification_digest: {
      subject: 'Novidades para você em {organization}: {count}',
      text: ['Olá, {name},', 'estas são as novidades para você em {organization} que ainda não leu:'],
      action: 'Ver tudo',
      notes: [
        'Nas configurações de notificações você escolhe se este e-mail chega a cada hora, uma vez por dia ou nunca.',
      ],
      why: 'Você recebe isto porque é membro de {organization}, no Fleeting.',
    },
  },
  es: {
    notification_digest: {
      subject: 'Novedades para usted en {organization}: {count}',
      text: ['Hola, {name}:', 'estas son las novedades para usted en {organization} que aún no ha leído:'],
      action: 'Ver todo',
      notes: [
        'En sus ajustes de notificaciones elige si este correo llega cada hora, una vez al día o nunca.',
      ],
      why: 'Recibe esto porque es miembro de {organization}, en Fleeting.',
    },
  },
}
