import type { Language } from '../problem.ts'
import { digestWords } from './digest-words.ts'
import type { MailTemplate } from './mail.ts'
import { quoteWords } from './quote-words.ts'
import { sessionWords } from './session-words.ts'

/** `{placeholders}` are filled with what the templates know, cleaned already. */
export interface Words {
  readonly subject: string
  /** Paragraphs; one is left out where the template has nothing to fill its placeholders with. */
  readonly text: readonly string[]
  /** What the button says. */
  readonly action: string
  /** Below the button. */
  readonly notes: readonly string[]
  readonly why: string
}

const whyMaker = {
  en: 'You receive this because you made this link in {organization} on Fleeting.',
  'pt-BR': 'Você recebe isto porque criou este link em {organization}, no Fleeting.',
  es: 'Recibe esto porque creó este enlace en {organization}, en Fleeting.',
}

const en: Record<MailTemplate, Words> = {
  link_sent: {
    subject: '{sender} shared “{title}” with you',
    text: [
      '{sender} of {organization} shared “{title}” with you.',
      'It opens at {starts}.',
      'The link works until {expires}.',
    ],
    action: 'Open the link',
    notes: [
      '{password}It asks for a password, which {sender} gives you by another way. It is never in a mail of ours.',
      'Whoever has this link can use it: pass it on with care.',
    ],
    why: 'You receive this because {sender} of {organization} sent you this link by Fleeting. Nobody keeps your address on a list; if you do not know the sender, delete this mail.',
  },
  link_opened: {
    subject: '“{title}” was opened for the first time',
    text: ['Your link to “{title}” was opened for the first time, at {opened}.'],
    action: 'See the link',
    notes: [],
    why: `${whyMaker.en} You asked to be told when it is opened.`,
  },
  link_expiring: {
    subject: '“{title}” ends soon',
    text: [
      'Your link to “{title}” ends at {expires}.',
      'If it should go on, one step extends it until {extended}. Otherwise there is nothing to do.',
    ],
    action: 'Extend the link',
    notes: ['The link itself: {link}'],
    why: whyMaker.en,
  },
  limit_reached: {
    subject: '“{title}” is used up',
    text: ['Your link to “{title}” has had all of its {count} {unit}. Nobody gets any more of it.'],
    action: 'See the link',
    notes: [],
    why: whyMaker.en,
  },
  wrong_passwords: {
    subject: 'Wrong passwords for “{title}”',
    text: [
      'Somebody has tried {count} wrong passwords on your link to “{title}”.',
      'The service slows such tries down. If you did not expect them, give the link a longer password, or end it.',
    ],
    action: 'See the link',
    notes: [],
    why: whyMaker.en,
  },
  visit_started: {
    subject: '{technician} is on the way',
    text: [
      '{technician} of {organization} is on the way to you.',
      'The link shows where {technician} is and when to expect the visit. It ends by itself when the visit is done, at the latest at {expires}.',
    ],
    action: 'Follow on the map',
    notes: ['Whoever has this link can use it: pass it on with care.'],
    why: 'You receive this because {organization} has your address for this visit. It is used for nothing else here.',
  },
  password_reset: {
    subject: 'Choose a new password',
    text: [
      'Hello {name},',
      'somebody, most likely you, asked for a new password for your account. The link below works once, for {minutes} minutes.',
    ],
    action: 'Choose a new password',
    notes: [
      'If it was not you, there is nothing to do: your password stays as it is. We never ask you to send it to anybody.',
    ],
    why: 'You receive this because this address has an account on Fleeting.',
  },
  ...quoteWords.en,
  ...sessionWords.en,
  ...digestWords.en,
}

const pt: Record<MailTemplate, Words> = {
  link_sent: {
    subject: '{sender} compartilhou “{title}” com você',
    text: [
      '{sender}, de {organization}, compartilhou “{title}” com você.',
      'Ele abre em {starts}.',
      'O link funciona até {expires}.',
    ],
    action: 'Abrir o link',
    notes: [
      '{password}Ele pede uma senha, que {sender} passa a você por outro caminho. Ela nunca vai em um e-mail nosso.',
      'Quem tem este link pode usá-lo: repasse com cuidado.',
    ],
    why: 'Você recebe isto porque {sender}, de {organization}, enviou este link pelo Fleeting. Ninguém guarda seu endereço em uma lista; se você não conhece quem enviou, apague este e-mail.',
  },
  link_opened: {
    subject: '“{title}” foi aberto pela primeira vez',
    text: ['Seu link para “{title}” foi aberto pela primeira vez, em {opened}.'],
    action: 'Ver o link',
    notes: [],
    why: `${whyMaker['pt-BR']} Você pediu para saber quando ele fosse aberto.`,
  },
  link_expiring: {
    subject: '“{title}” termina em breve',
    text: [
      'Seu link para “{title}” termina em {expires}.',
      'Se ele deve continuar, um passo o prolonga até {extended}. Senão, não é preciso fazer nada.',
    ],
    action: 'Prolongar o link',
    notes: ['O próprio link: {link}'],
    why: whyMaker['pt-BR'],
  },
  limit_reached: {
    subject: '“{title}” se esgotou',
    text: ['Seu link para “{title}” já teve todos os seus {count} {unit}. Ninguém recebe mais nada por ele.'],
    action: 'Ver o link',
    notes: [],
    why: whyMaker['pt-BR'],
  },
  wrong_passwords: {
    subject: 'Senhas erradas para “{title}”',
    text: [
      'Alguém tentou {count} senhas erradas no seu link para “{title}”.',
      'O serviço freia essas tentativas. Se você não as esperava, dê ao link uma senha mais longa ou encerre-o.',
    ],
    action: 'Ver o link',
    notes: [],
    why: whyMaker['pt-BR'],
  },
  visit_started: {
    subject: '{technician} está a caminho',
    text: [
      '{technician}, de {organization}, está a caminho.',
      'O link mostra onde {technician} está e quando esperar a visita. Ele termina sozinho quando a visita for concluída, no mais tardar em {expires}.',
    ],
    action: 'Acompanhar no mapa',
    notes: ['Quem tem este link pode usá-lo: repasse com cuidado.'],
    why: 'Você recebe isto porque {organization} tem seu endereço para esta visita. Ele não é usado para mais nada aqui.',
  },
  password_reset: {
    subject: 'Escolha uma nova senha',
    text: [
      'Olá, {name},',
      'alguém, provavelmente você, pediu uma nova senha para a sua conta. O link abaixo funciona uma vez, por {minutes} minutos.',
    ],
    action: 'Escolher uma nova senha',
    notes: [
      'Se não foi você, não é preciso fazer nada: sua senha continua a mesma. Nunca pedimos que a envie a ninguém.',
    ],
    why: 'Você recebe isto porque este endereço tem uma conta no Fleeting.',
  },
  ...quoteWords['pt-BR'],
  ...sessionWords['pt-BR'],
  ...digestWords['pt-BR'],
}

const es: Record<MailTemplate, Words> = {
  link_sent: {
    subject: '{sender} compartió «{title}» con usted',
    text: [
      '{sender}, de {organization}, compartió «{title}» con usted.',
      'Se abre el {starts}.',
      'El enlace funciona hasta el {expires}.',
    ],
    action: 'Abrir el enlace',
    notes: [
      '{password}Pide una contraseña, que {sender} le da por otra vía. Nunca va en un correo nuestro.',
      'Quien tiene este enlace puede usarlo: páselo con cuidado.',
    ],
    why: 'Recibe esto porque {sender}, de {organization}, le envió este enlace por Fleeting. Nadie guarda su dirección en una lista; si no conoce a quien lo envía, borre este correo.',
  },
  link_opened: {
    subject: '«{title}» se abrió por primera vez',
    text: ['Su enlace a «{title}» se abrió por primera vez, el {opened}.'],
    action: 'Ver el enlace',
    notes: [],
    why: `${whyMaker.es} Pidió que se le avisara cuando se abriera.`,
  },
  link_expiring: {
    subject: '«{title}» termina pronto',
    text: [
      'Su enlace a «{title}» termina el {expires}.',
      'Si debe continuar, un paso lo prolonga hasta el {extended}. Si no, no hay que hacer nada.',
    ],
    action: 'Prolongar el enlace',
    notes: ['El propio enlace: {link}'],
    why: whyMaker.es,
  },
  limit_reached: {
    subject: '«{title}» se ha agotado',
    text: ['Su enlace a «{title}» ya ha tenido todas sus {count} {unit}. Nadie recibe nada más por él.'],
    action: 'Ver el enlace',
    notes: [],
    why: whyMaker.es,
  },
  wrong_passwords: {
    subject: 'Contraseñas incorrectas para «{title}»',
    text: [
      'Alguien ha probado {count} contraseñas incorrectas en su enlace a «{title}».',
      'El servicio frena esos intentos. Si no los esperaba, dé al enlace una contraseña más larga o termínelo.',
    ],
    action: 'Ver el enlace',
    notes: [],
    why: whyMaker.es,
  },
  visit_started: {
    subject: '{technician} está en camino',
    text: [
      '{technician}, de {organization}, está en camino.',
      'El enlace muestra dónde está {technician} y cuándo esperar la visita. Termina solo cuando la visita haya acabado, a más tardar el {expires}.',
    ],
    action: 'Seguir en el mapa',
    notes: ['Quien tiene este enlace puede usarlo: páselo con cuidado.'],
    why: 'Recibe esto porque {organization} tiene su dirección para esta visita. Aquí no se usa para nada más.',
  },
  password_reset: {
    subject: 'Elija una nueva contraseña',
    text: [
      'Hola, {name}:',
      'alguien, probablemente usted, pidió una nueva contraseña para su cuenta. El enlace de abajo funciona una vez, durante {minutes} minutos.',
    ],
    action: 'Elegir una nueva contraseña',
    notes: [
      'Si no fue usted, no hay que hacer nada: su contraseña sigue igual. Nunca le pedimos que la envíe a nadie.',
    ],
    why: 'Recibe esto porque esta dirección tiene una cuenta en Fleeting.',
  },
  ...quoteWords.es,
  ...sessionWords.es,
  ...digestWords.es,
}

export const mailWords: Record<Language, Record<MailTemplate, Words>> = { en, 'pt-BR': pt, es }

export const units: Record<Language, Record<'views' | 'downloads', string>> = {
  en: { views: 'views', downloads: 'downloads' },
  'pt-BR': { views: 'acessos', downloads: 'downloads' },
  es: { views: 'vistas', downloads: 'descargas' },
}
