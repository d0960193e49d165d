import type { Language } from '../problem.ts'
import type { MailTemplate } from './mail.ts'
import type { Words } from './words.ts'

const whyQuoted = {
  en: 'You receive this because you made this quote in {organization} on Fleeting.',
  'pt-BR': 'Você recebe isto porque criou este orçamento em {organization}, no Fleeting.',
  es: 'Recibe esto porque creó este presupuesto en {organization}, en Fleeting.',
}

/** What mails say about quotes. */
export const quoteWords: Record<Language, Record<Extract<MailTemplate, `quote_${string}`>, Words>> = {
  en: {
    quote_sent: {
      subject: 'Quote {number}: {title}',
      text: [
        'Hello {customer},',
        '{organization} has made you an offer for “{title}”: {total}. It is valid until {valid}.',
        '{message}',
        'Open it to see every item, and to approve or reject it. It needs no account.',
      ],
      action: 'See the quote',
      notes: ['Whoever has this link can see the quote and decide: pass it on with care.'],
      why: 'You receive this because {sender} of {organization} sent you this quote by Fleeting. Nobody keeps your address on a list; if you do not know the sender, delete this mail.',
    },
    quote_decided: {
      subject: '{by} {decided} {number}',
      text: ['{by} {decided} the quote {number}, “{title}”.', 'What they wrote: {comment}'],
      action: 'See the quote',
      notes: [],
      why: whyQuoted.en,
    },
  },
  'pt-BR': {
    quote_sent: {
      subject: 'Orçamento {number}: {title}',
      text: [
        'Olá, {customer},',
        '{organization} preparou um orçamento para “{title}”: {total}. Ele vale até {valid}.',
        '{message}',
        'Abra-o para ver cada item e para aprovar ou rejeitar. Não é preciso ter conta.',
      ],
      action: 'Ver o orçamento',
      notes: ['Quem tem este link pode ver o orçamento e decidir: repasse com cuidado.'],
      why: 'Você recebe isto porque {sender}, de {organization}, enviou este orçamento pelo Fleeting. Ninguém guarda seu endereço em uma lista; se você não conhece quem enviou, apague este e-mail.',
    },
    quote_decided: {
      subject: '{by} {decided} {number}',
      text: ['{by} {decided} o orçamento {number}, “{title}”.', 'O que escreveu: {comment}'],
      action: 'Ver o orçamento',
      notes: [],
      why: whyQuoted['pt-BR'],
    },
  },
  es: {
    quote_sent: {
      subject: 'Presupuesto {number}: {title}',
      text: [
        'Hola, {customer}:',
        '{organization} le ha preparado un presupuesto para «{title}»: {total}. Es válido hasta el {valid}.',
        '{message}',
        'Ábralo para ver cada concepto y para aprobarlo o rechazarlo. No necesita una cuenta.',
      ],
      action: 'Ver el presupuesto',
      notes: ['Quien tiene este enlace puede ver el presupuesto y decidir: páselo con cuidado.'],
      why: 'Recibe esto porque {sender}, de {organization}, le envió este presupuesto por Fleeting. Nadie guarda su dirección en una lista; si no conoce a quien lo envía, borre este correo.',
    },
    quote_decided: {
      subject: '{by} {decided} {number}',
      text: ['{by} {decided} el presupuesto {number}, «{title}».', 'Lo que escribió: {comment}'],
      action: 'Ver el presupuesto',
      notes: [],
      why: whyQuoted.es,
    },
  },
}

/** What a customer did with a quote. */
export const decided: Record<Language, Record<'approved' | 'rejected', string>> = {
  en: { approved: 'approved', rejected: 'rejected' },
  'pt-BR': { approved: 'aprovou', rejected: 'rejeitou' },
  es: { approved: 'aprobó', rejected: 'rechazó' },
}
