import type { Texts } from './texts.ts';

export const de: Texts = Object.freeze({
  at: '{address} bei {system}',
  nobody: 'diese Person',
  seconds: '{count} Sekunden',
  parts: {
    presence: 'was es über die Präsenz sagt',
    view: 'seine eigene Ansicht',
    details: 'was mitkommt, etwa eine Notiz',
  },
  telephony: {
    pbx: 'an der Telefonanlage',
    teams: 'in Teams',
    twinned: 'an der Telefonanlage und in Teams zugleich',
  },
  labels: {
    pending: 'Noch nichts gehört',
    paused: 'Wird zurzeit nicht gezeigt',
    unknown: 'Unbekannt',
    other: 'Wie gemeldet',
    available: 'Verfügbar',
    'available-idle': 'Verfügbar, inaktiv',
    'available-inactive': 'Verfügbar, inaktiv',
    busy: 'Beschäftigt',
    'busy-idle': 'Beschäftigt, inaktiv',
    'in-a-call': 'In einem Anruf',
    'in-a-conference-call': 'In einer Telefonkonferenz',
    'in-a-meeting': 'In einer Besprechung',
    presenting: 'Präsentiert',
    'do-not-disturb': 'Nicht stören',
    focusing: 'Konzentriert sich',
    'urgent-interruptions-only': 'Nur dringende Unterbrechungen',
    away: 'Abwesend',
    'be-right-back': 'Bin gleich zurück',
    offline: 'Offline',
    'off-work': 'Als offline angezeigt',
    'out-of-office': 'Außer Haus',
    'call-talking': 'Am Telefon',
    'call-held': 'Am Telefon, Gespräch gehalten',
    'call-conference': 'In einer Konferenz am Telefon',
    'call-ringing': 'Es klingelt',
    'call-dialling': 'Wählt',
    'call-parked': 'Gespräch geparkt',
    'line-unreachable': 'Telefon nicht erreichbar',
    present: 'Anwesend',
    absent: 'Abwesend',
    'in-call': 'Im Gespräch',
    'managed-by-teams': 'Ihr Präsenzstatus wird von Ihrem Microsoft-Teams-Konto verwaltet.',
  },
  tones: {
    unknown: 'Unbekannt',
    available: 'Frei',
    ringing: 'Klingelt',
    busy: 'Besetzt',
    'do-not-disturb': 'Nicht stören',
    away: 'Abwesend',
    offline: 'Offline',
    'out-of-office': 'Außer Haus',
    neutral: 'Bekannt',
    'in-use': 'In Gebrauch',
  },
  reasons: {
    paused: 'Die Anzeige dieser Person ist angehalten; nichts wird gezeigt und in kein System etwas geschrieben.',
    'takes-no-part':
      'Diese Person nimmt an dem, was das Profil verbindet, nicht teil; {subject} wird weder gezeigt noch beschrieben noch berücksichtigt.',
    'integration-paused':
      'Was das Profil verbindet, ist für alle angehalten; {subject} wird weder gezeigt noch beschrieben noch berücksichtigt.',
    'not-in-groups': 'Diese Regel gilt nur für Mitglieder von {groups}, und diese Person ist keines.',
    'in-excepted-groups': 'Diese Regel gilt nicht für Mitglieder von {groups}, und diese Person ist eines.',
    'other-telephony': 'Diese Regel gilt nur für Personen, die auf andere Weise telefonieren: {telephony}.',
    'no-claim-asked-for':
      'Diese Regel gilt nur, solange ein System etwas Bestimmtes von dieser Person sagt, und zurzeit sagt es keines.',
    'claim-ruled-out': 'Diese Regel gilt nicht, solange {subject} sagt, was es jetzt sagt.',
    'no-account-asked-for': 'Diese Regel gilt nur für Personen mit {accounts}, die dort teilnehmen.',
    'condition-unheard': 'Ob diese Regel gilt, hängt von {subject} ab, und davon ist zurzeit nichts zu hören.',
    'left-until-condition-heard':
      'Ob diese Regel gilt, hängt von einem System ab, von dem zurzeit nichts zu hören ist; was bei {subject} steht, bleibt unberührt.',
    'outside-the-times':
      'Diese Regel gilt nur während {times}, in der Zeitzone dieser Person, und das ist jetzt nicht.',
    'inside-excepted-times':
      'Diese Regel gilt nicht während {times}, in der Zeitzone dieser Person, und das ist jetzt.',
    'after-winning-technology':
      'Die Reihenfolge der Technologien hat entschieden; keine Regel danach zeigt noch etwas.',
    'left-out': 'Von {subject} lässt das Profil weg: {parts}.',
    'nothing-to-leave-out': 'Kein System sagt etwas, was hier weggelassen würde.',
    shown: '{subject} sagt, was diese Regel zeigt: Das bestimmt Verfügbarkeit, Lampe und Bezeichnung.',
    'shown-as-availability': '{subject} sagt, was diese Regel zeigt: Das bestimmt die Verfügbarkeit.',
    'shown-as-lamp':
      '{subject} sagt, was diese Regel zeigt: Das bestimmt Lampe und Bezeichnung; die Verfügbarkeit bleibt, wie sie ist.',
    'shown-only-fresh':
      'Was {subject} sagt, wurde zuletzt gehört, bevor die Quelle ausfiel, und bestimmt hier deshalb nichts.',
    'stale-state-lights-lamp':
      'Lampe und Bezeichnung zeigen das Letzte von {subject}, als veraltet gekennzeichnet, solange nichts Gehörtes etwas anderes sagt.',
    'nothing-to-show': 'Kein System sagt, was diese Regel zeigt.',
    managed: 'Diese Person hat ein Konto bei {subject}; es verwaltet ihre Präsenz.',
    'already-managed': 'Eine frühere Regel hat schon bestimmt, wer die Präsenz dieser Person verwaltet.',
    'not-managed': 'Diese Person hat kein Konto in {technology}, das ihre Präsenz verwalten würde.',
    'kept-after-change':
      '{subject} hat vor weniger als {duration} von einem Anruf zu einer Besprechung gewechselt und zählt deshalb noch als Anruf.',
    'nothing-to-keep': 'Kein Anruf ist gerade zu einer Besprechung geworden.',
    'ignored-after-hang-up':
      'Die Leitung hat vor weniger als {duration} aufgelegt; der Anruf, den {subject} noch zeigt, ist derselbe und wird nicht beachtet.',
    'no-recent-hang-up': 'Kein gemeldeter Anruf ist vom Auflegen der Leitung übrig.',
    'telephony-not-concerned': 'Das gilt nur für Personen, deren Anrufe sowohl die Telefonanlage als auch Teams sieht.',
    'chosen-decides': 'Der Zustand bei {subject} gilt als von Hand gewählt und bestimmt die Verfügbarkeit.',
    'chosen-masked':
      'Der gemerkte Zustand von {subject} scheint nicht durch das hindurch, was wir dort geschrieben haben; als Wahl von Hand gilt er nicht mehr.',
    'chosen-stale':
      'Die Wahl von Hand bei {subject} wurde zuletzt gehört, bevor die Quelle ausfiel, und bestimmt deshalb nichts.',
    'chosen-elsewhere-active':
      'Der Zustand bei {subject} kann bloße Inaktivität sein, denn bei einem anderen Konto ist die Person aktiv; er gilt deshalb nicht als von Hand gewählt.',
    'chosen-available-hides-nothing':
      'Bei {subject} wurde „Verfügbar“ gewählt; das verdeckt nie einen Anruf oder etwas anderes.',
    'nothing-chosen': 'Nichts von Hand Gewähltes trifft hier zu.',
    'already-decided': 'Eine frühere Regel hat die Verfügbarkeit schon bestimmt.',
    'live-call-decides': 'Bei {subject} wird telefoniert: Das bestimmt Verfügbarkeit, Lampe und Bezeichnung.',
    'live-call-lights-lamp':
      'Bei {subject} wird telefoniert: Das bestimmt Lampe und Bezeichnung; die Verfügbarkeit bleibt, wie eine frühere Regel sie bestimmt hat.',
    'stale-call-lights-lamp':
      'Bei {subject} wurde telefoniert, als die Quelle ausfiel: Lampe und Bezeichnung zeigen es weiter, als veraltet gekennzeichnet.',
    'no-live-call': 'Auf keiner Leitung dieser Person wird telefoniert.',
    'shared-line-not-counted':
      'Bei {subject}, einer gemeinsamen Leitung, wird telefoniert, aber nichts zeigt, dass es diese Person ist.',
    'ringing-lights-lamp':
      'Bei {subject} klingelt es oder es wird gewählt: Lampe und Bezeichnung zeigen es, die Verfügbarkeit bleibt, wie sie ist.',
    'no-ringing-call': 'Auf keiner Leitung dieser Person klingelt es oder wird gewählt.',
    'lamp-already-lit':
      'Was {subject} sagt, wird nicht gezeigt, denn eine frühere Regel hat Lampe und Bezeichnung schon bestimmt.',
    'do-not-disturb-lights-lamp': '{subject} steht auf „Nicht stören“: Lampe und Bezeichnung zeigen es.',
    'no-do-not-disturb': 'Kein Telefon steht auf „Nicht stören“.',
    'reported-call-decides': '{subject} meldet einen Anruf; das bestimmt die Verfügbarkeit.',
    'reported-call-masked': '{subject} zeigt, was wir selbst dort geschrieben haben; das beweist keinen Anruf.',
    'reported-call-stale':
      'Der Anruf bei {subject} wurde zuletzt gehört, bevor die Quelle ausfiel, und bestimmt deshalb nichts.',
    'no-reported-call': 'Kein System meldet einen Anruf dieser Person ohne Leitung.',
    'winner-decides': '{subject} gehört zum System, das zuerst zählt, und bestimmt die Verfügbarkeit.',
    'fallen-back':
      'Kein System, das vorher zählt, ist zu hören und kennt den Zustand; deshalb bestimmt {subject} die Verfügbarkeit.',
    'stale-winner-decides':
      'Keine verbundene Quelle kennt den Zustand; deshalb wird das Letzte von {subject} gezeigt, als veraltet gekennzeichnet.',
    outranked: '{subject} hat einen Zustand, aber ein anderes System oder eine andere Leitung zählt zuerst.',
    'unknown-never-wins': '{subject} kennt den Zustand nicht; „unbekannt“ geht nie vor einen bekannten Zustand.',
    'not-heard-yet': 'Von {subject} wurde noch nichts gehört.',
    'waits-for-unheard': '{subject} allein entscheidet nicht, solange noch nicht alle Systeme geantwortet haben.',
    'call-out-of-sight':
      'Auf einer Leitung dieser Person wurde telefoniert, als ihr System sie nicht mehr sehen konnte; was {subject} zeigt, heißt deshalb nicht, dass sie frei ist.',
    'nothing-known': 'Kein System kennt einen Zustand dieser Person.',
    'technology-missing': 'Diese Person hat kein Konto in {technology}; deshalb werden nur Leitungen gezeigt.',
    'technology-present': 'Diese Person hat ein Konto in {technology}.',
    'session-wanted':
      'In einem anderen System wird telefoniert und {subject} zeigt das nicht; deshalb wird der Anruf dort eingetragen.',
    'session-left-pending':
      'Noch nicht alles, was für {subject} zählt, wurde gehört; was dort steht, bleibt unberührt.',
    'session-left-stale':
      'Der Anruf hinter {subject} wurde zuletzt gehört, bevor die Quelle ausfiel; was dort steht, wird weder erneuert noch zurückgenommen.',
    'session-left-unknown':
      'Auf der Leitung hinter {subject} wurde telefoniert, als ihr System sie nicht mehr sehen konnte; was dort steht, wird weder erneuert noch zurückgenommen.',
    'telephony-never-written': 'Bei {subject} wird nie geschrieben, weil Teams die Anrufe dieser Person schon sieht.',
    'call-already-shown': '{subject} zeigt schon einen eigenen Anruf; darüber wird nichts geschrieben.',
    'do-not-disturb-already-shown': '{subject} zeigt schon „Nicht stören“; darüber wird nichts geschrieben.',
    'choice-not-overwritten':
      'Der Zustand bei {subject} wurde von Hand gewählt und wird nie überschrieben; solange er gilt, verdeckt Teams selbst damit Anrufe.',
    'offline-not-written': '{subject} ist offline, und das Profil schreibt nicht bei Personen, die offline sind.',
    'no-connected-call':
      'In keinem anderen System besteht ein Gespräch; deshalb wird bei {subject} nichts geschrieben.',
    'no-account': 'Es gibt kein Konto, bei dem geschrieben werden könnte.',
    'cause-not-covered':
      'Andere Systeme erfahren, was {subject} zeigt; deshalb wird darüber nichts geschrieben: Es wäre nicht mehr zu sehen.',
    'session-outranked':
      '{subject} zeigt einen Zustand, der dem vorgeht, was zu schreiben wäre; deshalb wird nichts geschrieben.',
    'already-shown': '{subject} zeigt schon von sich aus, was zu schreiben wäre; deshalb wird nichts geschrieben.',
    'already-wanted': 'Eine frühere Regel hat schon bestimmt, was bei {subject} geschrieben wird.',
    'read-only': 'Dieses Profil liest nur. Sonst würde bei {subject} {written} gesetzt.',
    'read-only-conference': 'Dieses Profil liest nur. Sonst würde bei {subject} {written} gesetzt.',
    'do-not-disturb-wanted':
      'Ein Telefon steht auf „Nicht stören“ und bei {subject} ist jemand angemeldet; deshalb wird dort „Nicht stören“ eingetragen.',
    'looked-at-again':
      'Was wir bei {subject} geschrieben haben, wird kurz zurückgenommen, um zu sehen, ob dort noch jemand angemeldet ist.',
    'do-not-disturb-left-pending':
      'Etwas, das über „Nicht stören“ bei {subject} entscheidet, wurde noch nicht gehört; was dort steht, bleibt unberührt.',
    'do-not-disturb-left-stale':
      'Was über „Nicht stören“ bei {subject} entscheidet, wurde zuletzt gehört, bevor die Quelle ausfiel; was dort steht, bleibt unberührt.',
    'do-not-disturb-left-unknown':
      'Es ist nicht zu sehen, ob bei {subject} jemand angemeldet ist; was dort steht, bleibt unberührt.',
    'preferred-wanted':
      '{written} wird bei {subject} wie von Hand gewählt gesetzt; was vorher dort gewählt war, wird danach wiederhergestellt.',
    'choice-before-unknown':
      '{written} wird bei {subject} wie von Hand gewählt gesetzt; ob vorher dort etwas gewählt war, ist nicht bekannt, deshalb wird danach nichts wiederhergestellt.',
    'preferred-left-pending':
      'Etwas, das über den Status bei {subject} entscheidet, wurde noch nicht gehört; was dort steht, bleibt unberührt.',
    'preferred-left-stale':
      'Was über den Status bei {subject} entscheidet, wurde zuletzt gehört, bevor die Quelle ausfiel; was dort steht, bleibt unberührt.',
    'preferred-left-unknown':
      'Was über den Status bei {subject} entscheidet, ist zurzeit nicht zu sehen; was dort steht, bleibt unberührt.',
    'offline-not-preferred':
      'Bei {subject} ist niemand angemeldet; Teams würde dort einen von Hand gewählten Status nicht beachten.',
    'nothing-to-prefer': 'Kein anderes System sagt etwas, wofür bei {subject} ein Status gesetzt würde.',
    'do-not-disturb-imposed':
      'Diese Person soll nach einem anderen System nicht gestört werden; deshalb wird {subject} auf „Nicht stören“ gestellt.',
    'own-do-not-disturb-not-sent-back':
      'Nur das System von {subject} selbst sagt „Nicht stören“; dorthin wird es nicht zurückgemeldet.',
    'no-do-not-disturb-elsewhere':
      'Kein anderes System sagt „Nicht stören“; deshalb wird {subject} nicht darauf gestellt.',
    'line-talks-itself': 'Bei {subject} selbst wird telefoniert; von einem weiteren Anruf muss es nichts erfahren.',
    'talking-wanted':
      'Diese Person ist in einem anderen System in einem Gespräch; deshalb erfährt {subject}, dass sie spricht.',
    'talking-left-pending':
      'Von einem System, das einen Anruf haben könnte, wurde noch nichts gehört; was bei {subject} steht, bleibt unberührt.',
    'talking-left-stale':
      'Der Anruf im anderen System wurde zuletzt gehört, bevor die Quelle ausfiel; was bei {subject} steht, bleibt unberührt.',
    'call-unconfirmed':
      'Der Anruf bei {subject} ist nur erschlossen und noch nicht bestätigt; deshalb erfährt keine Leitung davon.',
    'call-counted-once': 'Der Anruf bei {subject} ist derselbe wie auf der Leitung und zählt einmal.',
    'own-call-not-sent-back':
      'Der einzige Anruf ist im System von {subject} selbst und wird dorthin nicht zurückgemeldet.',
    'no-call-elsewhere': 'Kein anderes System hat einen Anruf, von dem {subject} erfahren müsste.',
    'no-line': 'Es gibt keine Leitung, die davon erfahren könnte.',
    'reach-idle': 'Die Leitung ist frei.',
    'reach-on-a-call': 'Auf der Leitung besteht schon ein Gespräch; ein weiteres würde anklopfen.',
    'reach-call-elsewhere': 'Die Leitung ist frei, aber die Person ist in einem anderen System in einem Gespräch.',
    'reach-forwarded': 'Jeder Anruf an die Leitung wird umgeleitet.',
    'reach-forwarded-when-busy': 'Auf der Leitung besteht schon ein Gespräch; weitere Anrufe werden umgeleitet.',
    'reach-forwarded-when-unreachable': 'Das Telefon ist nicht erreichbar und Anrufe werden umgeleitet.',
    'reach-do-not-disturb': 'Das Telefon steht auf „Nicht stören“.',
    'reach-person-do-not-disturb': 'Die Person möchte nicht gestört werden; das Telefon selbst würde klingeln.',
    'reach-unreachable': 'Das Telefon ist nicht erreichbar.',
    'reach-by-status': 'Der gezeigte Status sieht das für diese Person vor.',
  },
});
