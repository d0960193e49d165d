import type { Language } from './problem.ts'

type Sentence = Readonly<Record<Language, string>>

const say = (en: string, pt: string, es: string): Sentence => ({ en, 'pt-BR': pt, es })

/**
 * Everything the service can refuse, by name, with the sentence a person reads. Clients match on the name (`code` on
 * the wire); the words may change. `{placeholders}` are filled from the problem's details, which never carry secrets.
 */
export const problems = {
  // What was sent
  malformed_json: say(
    'The body is not valid JSON.',
    'O corpo não é um JSON válido.',
    'El cuerpo no es un JSON válido.',
  ),
  validation_failed: say(
    'Some fields are missing or wrong; see errors.',
    'Alguns campos faltam ou estão errados; veja errors.',
    'Faltan campos o algunos son incorrectos; vea errors.',
  ),
  payload_too_large: say(
    'The body is larger than this address accepts.',
    'O corpo é maior do que este endereço aceita.',
    'El cuerpo es mayor de lo que acepta esta dirección.',
  ),
  request_timeout: say(
    'The body came too slowly.',
    'O corpo chegou devagar demais.',
    'El cuerpo llegó demasiado despacio.',
  ),
  unsupported_media_type: say(
    'Send the body as {expected}.',
    'Envie o corpo como {expected}.',
    'Envíe el cuerpo como {expected}.',
  ),
  // Who asks
  not_signed_in: say('Sign in first.', 'Entre primeiro.', 'Inicie sesión primero.'),
  token_expired: say(
    'Your session has expired; refresh it or sign in again.',
    'Sua sessão expirou; renove-a ou entre novamente.',
    'Su sesión ha caducado; renuévela o inicie sesión de nuevo.',
  ),
  wrong_credentials: say(
    'E-mail or password is wrong.',
    'E-mail ou senha incorretos.',
    'El correo o la contraseña no son correctos.',
  ),
  csrf_failed: say(
    'The request lacks the X-CSRF-Token header that sign-in returned.',
    'A requisição não traz o cabeçalho X-CSRF-Token devolvido no login.',
    'La petición no trae la cabecera X-CSRF-Token que devolvió el inicio de sesión.',
  ),
  forbidden: say('Your role does not allow this.', 'Seu papel não permite isto.', 'Su rol no permite esto.'),
  people_only: say(
    'An API key may not do this; it is for people who sign in.',
    'Uma chave de API não pode fazer isto; é para pessoas que entram com sua conta.',
    'Una clave de API no puede hacer esto; es para personas que inician sesión.',
  ),
  key_in_address: say(
    'An API key does not belong in an address, where it is written down. Send it in the Authorization header, and replace this one.',
    'Uma chave de API não deve ir no endereço, onde fica registrada. Envie-a no cabeçalho Authorization e troque esta chave.',
    'Una clave de API no debe ir en la dirección, donde queda registrada. Envíela en la cabecera Authorization y cambie esta clave.',
  ),
  not_found: say(
    'There is nothing here for you.',
    'Não há nada aqui para você.',
    'Aquí no hay nada para usted.',
  ),
  // What stands in the way
  conflict: say(
    'Somebody changed this at the same time; read it again and repeat.',
    'Alguém alterou isto ao mesmo tempo; leia de novo e repita.',
    'Alguien cambió esto al mismo tiempo; léalo de nuevo y repita.',
  ),
  email_taken: say(
    'An account with this e-mail exists already.',
    'Já existe uma conta com este e-mail.',
    'Ya existe una cuenta con este correo.',
  ),
  imei_taken: say(
    'A device with this identifier is registered already.',
    'Já existe um dispositivo com este identificador.',
    'Ya hay un dispositivo registrado con este identificador.',
  ),
  last_owner: say(
    'An organization keeps at least one owner.',
    'Uma organização mantém ao menos um proprietário.',
    'Una organización conserva al menos un propietario.',
  ),
  idempotency_key_in_flight: say(
    'The first request with this Idempotency-Key is still being answered.',
    'A primeira requisição com esta Idempotency-Key ainda está sendo respondida.',
    'La primera petición con esta Idempotency-Key aún se está respondiendo.',
  ),
  idempotency_key_reused: say(
    'This Idempotency-Key was used with another request.',
    'Esta Idempotency-Key foi usada com outra requisição.',
    'Esta Idempotency-Key se usó con otra petición.',
  ),
  precondition_failed: say(
    'This has changed since you read it; read it again and repeat.',
    'Isto mudou desde que você leu; leia de novo e repita.',
    'Esto ha cambiado desde que lo leyó; léalo de nuevo y repita.',
  ),
  // Links
  link_not_started: say(
    'This link opens at {starts_at}.',
    'Este link abre em {starts_at}.',
    'Este enlace se abre el {starts_at}.',
  ),
  view_limit_reached: say(
    'This link has been opened as often as it may be.',
    'Este link já foi aberto o número de vezes permitido.',
    'Este enlace ya se ha abierto todas las veces permitidas.',
  ),
  download_limit_reached: say(
    'This link has been downloaded as often as it may be.',
    'Este link já foi baixado o número de vezes permitido.',
    'Este enlace ya se ha descargado todas las veces permitidas.',
  ),
  password_required: say(
    'This link asks for a password.',
    'Este link pede uma senha.',
    'Este enlace pide una contraseña.',
  ),
  wrong_password: say(
    'This is not the password of this link.',
    'Esta não é a senha deste link.',
    'Esta no es la contraseña de este enlace.',
  ),
  sign_in_required: say(
    'Sign in to open this link.',
    'Entre para abrir este link.',
    'Inicie sesión para abrir este enlace.',
  ),
  permission_absent: say(
    'This link does not allow it.',
    'Este link não permite isto.',
    'Este enlace no lo permite.',
  ),
  slug_taken: say(
    'This address is taken; choose another.',
    'Este endereço já está em uso; escolha outro.',
    'Esta dirección ya está en uso; elija otra.',
  ),
  policy_violated: say(
    'Your organization’s policy for links does not allow this; see errors.',
    'A política de links da sua organização não permite isto; veja errors.',
    'La política de enlaces de su organización no lo permite; vea errors.',
  ),
  precondition_required: say(
    'Send If-Match with the ETag of what you are changing.',
    'Envie If-Match com o ETag do que está a mudar.',
    'Envíe If-Match con el ETag de lo que va a cambiar.',
  ),

  // Files
  file_type_refused: say(
    'Files of this type are not taken.',
    'Arquivos deste tipo não são aceitos.',
    'No se aceptan archivos de este tipo.',
  ),
  file_too_large: say(
    'Files may have up to {limit} MB here.',
    'Os arquivos podem ter até {limit} MB aqui.',
    'Los archivos pueden tener hasta {limit} MB aquí.',
  ),
  file_unreadable: say(
    'The file is damaged, or is not what it says it is.',
    'O arquivo está danificado ou não é o que diz ser.',
    'El archivo está dañado o no es lo que dice ser.',
  ),
  image_too_large: say(
    'The image has more than {limit} million pixels.',
    'A imagem tem mais de {limit} milhões de pixels.',
    'La imagen tiene más de {limit} millones de píxeles.',
  ),
  quota_exceeded: say(
    'Your organization’s storage is full.',
    'O armazenamento da sua organização está cheio.',
    'El almacenamiento de su organización está lleno.',
  ),
  malformed_upload: say(
    'The upload is not valid multipart/form-data with one file.',
    'O envio não é um multipart/form-data válido com um arquivo.',
    'El envío no es un multipart/form-data válido con un archivo.',
  ),
  upload_busy: say(
    'Another request is still writing to this upload; try again in a moment.',
    'Outra requisição ainda está gravando neste envio; tente de novo em instantes.',
    'Otra petición todavía está escribiendo en este envío; inténtelo de nuevo en un momento.',
  ),
  upload_version: say(
    'Uploads that resume speak version {version} of tus, named in Tus-Resumable.',
    'Envios retomáveis falam a versão {version} do tus, indicada em Tus-Resumable.',
    'Los envíos que se reanudan hablan la versión {version} de tus, indicada en Tus-Resumable.',
  ),
  too_many_uploads: say(
    'You have {limit} unfinished uploads; finish or cancel some of them first.',
    'Você tem {limit} envios inacabados; termine ou cancele alguns primeiro.',
    'Usted tiene {limit} envíos sin terminar; termine o cancele algunos primero.',
  ),
  thumbnail_unavailable: say(
    'There is no picture of this file.',
    'Não há imagem deste arquivo.',
    'No hay imagen de este archivo.',
  ),
  reset_token_invalid: say(
    'This code to reset the password is wrong, used or too old; ask for a new one.',
    'Este código para redefinir a senha está errado, já foi usado ou é antigo; peça outro.',
    'Este código para restablecer la contraseña es incorrecto, ya se usó o es antiguo; pida otro.',
  ),

  link_expired: say('This link has expired.', 'Este link expirou.', 'Este enlace ha caducado.'),
  link_revoked: say(
    'This link was withdrawn by its owner.',
    'Este link foi retirado pelo dono.',
    'Su dueño ha retirado este enlace.',
  ),
  // Positions
  coordinates_invalid: say(
    'The coordinates are not on the globe.',
    'As coordenadas não estão no globo.',
    'Las coordenadas no están en el globo.',
  ),
  null_island: say(
    'A position of exactly 0, 0 without an accuracy means that the device has no fix.',
    'Uma posição exatamente 0, 0 sem precisão significa que o dispositivo não tem sinal.',
    'Una posición exactamente 0, 0 sin precisión significa que el dispositivo no tiene señal.',
  ),
  time_in_future: say(
    'The time lies more than 5 minutes in the future.',
    'O horário está mais de 5 minutos no futuro.',
    'La hora está más de 5 minutos en el futuro.',
  ),
  time_too_old: say(
    'The time lies more than 30 days in the past.',
    'O horário está mais de 30 dias no passado.',
    'La hora está más de 30 días en el pasado.',
  ),
  time_invalid: say(
    'The time is not one that can be read.',
    'O horário não pode ser lido.',
    'La hora no se puede leer.',
  ),
  unknown_device: say(
    'No device of yours has this identifier.',
    'Nenhum dispositivo seu tem este identificador.',
    'Ningún dispositivo suyo tiene este identificador.',
  ),
  trail_too_long: say(
    'Ask for at most {hours} hours at a time.',
    'Peça no máximo {hours} horas por vez.',
    'Pida como máximo {hours} horas cada vez.',
  ),
  // Field service
  feature_disabled: say(
    "Feature '{feature}' is not enabled for your organization.",
    "Feature '{feature}' is not enabled for your organization.", // word for word in every language: programs read it
    "Feature '{feature}' is not enabled for your organization.",
  ),
  tracking_not_allowed: say(
    'Tracking is not allowed. Check your preferences.',
    'Rastreamento não permitido. Verifique suas preferências.',
    'Seguimiento no permitido. Revise sus preferencias.',
  ),
  outside_work_window: say(
    'Tracking outside the work window is not allowed.',
    'Rastreamento fora da janela de trabalho não é permitido.',
    'No se permite el seguimiento fuera del horario de trabajo.',
  ),
  no_technician_profile: say(
    'You have no technician profile.',
    'Usuário não possui perfil de técnico.',
    'El usuario no tiene perfil de técnico.',
  ),
  consent_withdrawn: say(
    'The technician has switched tracking off; only they can switch it on again.',
    'O técnico desativou o rastreamento; só ele pode reativá-lo.',
    'El técnico desactivó el seguimiento; solo él puede reactivarlo.',
  ),
  range_too_long: say(
    'At most {hours} hours at a time.',
    'Intervalo máximo de {hours} horas permitido.',
    'Se permite un intervalo máximo de {hours} horas.',
  ),
  transition_not_allowed: say(
    'An assignment cannot go from {from} to {to}.',
    'Transição de status inválida: {from} → {to}.',
    'Cambio de estado no permitido: {from} → {to}.',
  ),
  technician_exists: say(
    'This person has a technician profile already.',
    'Este usuário já possui perfil de técnico.',
    'Esta persona ya tiene perfil de técnico.',
  ),
  technician_in_use: say(
    'The technician has assignments that are neither done nor canceled.',
    'O técnico possui atribuições que não estão concluídas nem canceladas.',
    'El técnico tiene asignaciones que no están terminadas ni canceladas.',
  ),
  technician_inactive: say(
    'The technician is not active.',
    'O técnico não está ativo.',
    'El técnico no está activo.',
  ),
  assignment_under_way: say(
    'An assignment that has begun keeps its work order, technician and date; one that is over changes only its notes.',
    'Uma atribuição iniciada mantém ordem de serviço, técnico e data; em uma encerrada, só as observações mudam.',
    'Una asignación iniciada conserva orden de trabajo, técnico y fecha; en una terminada solo cambian las notas.',
  ),
  assignment_in_use: say(
    'The technician is on the way or on site; cancel the assignment first.',
    'O técnico está em deslocamento ou no local; cancele a atribuição primeiro.',
    'El técnico está en camino o en el lugar; cancele primero la asignación.',
  ),
  work_order_in_use: say(
    'Assignments or quotes refer to the work order; cancel it instead.',
    'A ordem de serviço possui atribuições ou orçamentos; em vez de excluí-la, cancele-a.',
    'La orden de trabajo tiene asignaciones o presupuestos; en lugar de eliminarla, cancélela.',
  ),
  work_order_closed: say(
    'The work order is done or canceled.',
    'A ordem de serviço está concluída ou cancelada.',
    'La orden de trabajo está terminada o cancelada.',
  ),
  quote_not_editable: say(
    'A quote that was sent is not changed any more; make another.',
    'Um orçamento enviado não pode mais ser alterado; crie outro.',
    'Un presupuesto enviado ya no se cambia; haga otro.',
  ),
  quote_decided: say(
    'This quote has been decided already.',
    'Este orçamento já foi decidido.',
    'Este presupuesto ya fue decidido.',
  ),
  quote_expired: say(
    'This quote is not valid any more.',
    'Este orçamento não é mais válido.',
    'Este presupuesto ya no es válido.',
  ),
  visit_done: say('The visit is done.', 'A visita foi concluída.', 'La visita ha terminado.'),
  address_refused: say(
    'This address cannot be called: it must be https, on a usual port, and not in a private network.',
    'Este endereço não pode ser chamado: deve ser https, em uma porta usual e fora de redes privadas.',
    'No se puede llamar a esta dirección: debe ser https, en un puerto usual y fuera de redes privadas.',
  ),
  // Working together
  session_ended: say('This session is over.', 'Esta sessão terminou.', 'Esta sesión ha terminado.'),
  session_full: say(
    'This session has as many participants as it takes.',
    'Esta sessão já tem o máximo de participantes.',
    'Esta sesión ya tiene el máximo de participantes.',
  ),
  session_left: say(
    'The host has removed you from this session.',
    'O anfitrião removeu você desta sessão.',
    'El anfitrión le ha retirado de esta sesión.',
  ),
  name_required: say(
    'Say who you are: give a name.',
    'Diga quem é você: informe um nome.',
    'Diga quién es: indique un nombre.',
  ),
  role_too_small: say(
    'In this session this takes the role {role} at least.',
    'Nesta sessão, isto exige ao menos o papel {role}.',
    'En esta sesión esto exige al menos el rol {role}.',
  ),
  feature_off: say(
    'This session was made without it.',
    'Esta sessão foi criada sem isto.',
    'Esta sesión se creó sin esto.',
  ),
  comment_not_yours: say(
    'Only whoever wrote a comment changes it.',
    'Só quem escreveu um comentário o altera.',
    'Solo quien escribió un comentario lo cambia.',
  ),
  thread_too_deep: say(
    'An answer is not answered; answer the comment it belongs to.',
    'Uma resposta não recebe resposta; responda ao comentário original.',
    'Una respuesta no se responde; responda al comentario original.',
  ),
  update_refused: say(
    'This change of the shared document cannot be taken; synchronise and try again.',
    'Esta alteração do documento compartilhado não pode ser aceita; sincronize e tente de novo.',
    'Este cambio del documento compartido no puede aceptarse; sincronice e inténtelo de nuevo.',
  ),
  document_full: say(
    'The shared document is as large as it may be.',
    'O documento compartilhado atingiu o tamanho máximo.',
    'El documento compartido ha alcanzado su tamaño máximo.',
  ),
  call_full: say(
    'There are as many people in this call as it takes.',
    'Esta chamada já tem o máximo de pessoas.',
    'Esta llamada ya tiene el máximo de personas.',
  ),
  not_in_call: say('Join the call first.', 'Entre na chamada primeiro.', 'Únase primero a la llamada.'),
  recording_running: say(
    'This session is being recorded already.',
    'Esta sessão já está sendo gravada.',
    'Esta sesión ya se está grabando.',
  ),
  // The house
  rate_limited: say(
    'Too many requests; try again in {seconds} s.',
    'Requisições demais; tente de novo em {seconds} s.',
    'Demasiadas peticiones; inténtelo de nuevo en {seconds} s.',
  ),
  unavailable: say(
    'The service is briefly unable to answer; try again in a moment.',
    'O serviço está momentaneamente indisponível; tente de novo em instantes.',
    'El servicio no puede responder por un momento; inténtelo de nuevo enseguida.',
  ),
  internal: say(
    'Something went wrong on our side; quote the request id when you ask about it.',
    'Algo deu errado do nosso lado; informe o id da requisição ao perguntar.',
    'Algo falló de nuestro lado; indique el id de la petición al preguntar.',
  ),
} as const satisfies Record<string, Sentence>
