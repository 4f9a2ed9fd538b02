import * as vscode from 'vscode';
import { durationOf, formatBytes, formatPercent, formatRate, parseSpeed } from '../../../engine';

/** Bytes done, bytes in all, and what is being done. */
type Progress = Parameters<typeof formatPercent>[0];

/** `42 percent`, for those who are read to. */
export function percentWords(progress: Progress): string {
  return vscode.l10n.t('{0} percent', formatPercent(progress).replace('%', ''));
}

/** A text of the engine's with a number in it, with the decimal mark of the window's language: in German `12,5 MiB`. */
function inLanguage(text: string): string {
  return text.replace('.', formatsOfLanguage().decimalMark);
}

/** `12.5 MiB` */
export function sizeText(bytes: number): string {
  return inLanguage(formatBytes(bytes));
}

/** `12.5 MiB/s`, from bytes a second. */
export function rateText(bytesPerSecond: number): string {
  return inLanguage(formatRate(bytesPerSecond));
}

/** A speed that people have entered, also as {@link rateText} shows it. @returns bytes a second; undefined if it is none */
export function enteredSpeed(text: string): number | undefined {
  return parseSpeed(text.replace(formatsOfLanguage().decimalMark, '.'));
}

/** `20 MiB of 48 MiB` */
export function bytesText({ current, total }: Pick<Progress, 'current' | 'total'>): string {
  return vscode.l10n.t('{0} of {1}', sizeText(current), sizeText(total));
}

/** `12.5 MiB per second`, for those who are read to. */
export function rateWords(bytesPerSecond: number): string {
  return vscode.l10n.t('{0} per second', rateText(bytesPerSecond).replace('/s', ''));
}

/** `2 min`; never more exact than an estimate is. @param seconds how long it takes */
export function durationText(seconds: number): string {
  const duration = durationOf(seconds);
  switch (duration.unit) {
    case 'seconds':
      return vscode.l10n.t('{0} s', duration.count);
    case 'minutes':
      return vscode.l10n.t('{0} min', duration.count);
    case 'hours':
      return vscode.l10n.t('{0} h {1} min', duration.count, duration.minutes);
    case 'days':
      return vscode.l10n.t('{0} days', duration.count);
  }
}

/** `2 min left` @param seconds an estimate */
export function timeLeftText(seconds: number): string {
  return vscode.l10n.t('{0} left', durationText(seconds));
}

/** To make one of these takes longer than all else that a row needs, and a view may have hundreds of rows. */
let formats:
  | {
      number: Intl.NumberFormat;
      decimalMark: string;
      time: Intl.DateTimeFormat;
      moment: Intl.DateTimeFormat;
    }
  | undefined;

function formatsOfLanguage(): NonNullable<typeof formats> {
  if (formats !== undefined) return formats;
  const { language } = vscode.env;
  const number = new Intl.NumberFormat(language);
  formats = {
    number,
    decimalMark: number.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.',
    time: new Intl.DateTimeFormat(language, { timeStyle: 'medium' }),
    moment: new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }),
  };
  return formats;
}

/** A whole number as people read it. */
export function numberText(value: number): string {
  return formatsOfLanguage().number.format(value);
}

/** A moment as people read it; with its date unless that is today's. @param at in ms since the epoch */
export function momentText(at: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  const { time, moment: both } = formatsOfLanguage();
  return (isToday ? time : both).format(moment);
}

/**
 * How long something took. By the seconds that the clock showed, so that it is what people work out from the two moments
 * that they are told. Both in ms since the epoch.
 */
export function tookText(startedAt: number, endedAt: number): string {
  return durationText(Math.floor(endedAt / 1000) - Math.floor(startedAt / 1000));
}

/** When something ended, and how long it took. Both moments in ms since the epoch. */
export function endText(startedAt: number, endedAt: number): string {
  return vscode.l10n.t('Ended {0}, after {1}', momentText(endedAt), tookText(startedAt, endedAt));
}
