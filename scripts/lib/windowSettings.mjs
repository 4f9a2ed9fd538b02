/** User settings that make VS Code's window the same every time, and quiet. */
export const windowSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // By the name of today: one of before VS Code replaces, and writes its settings while others may be about to.
  'workbench.colorTheme': 'Dark Modern',
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'window.title': '${activeEditorShort}',
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // The web workbench saves on its own by default, the desktop does not.
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'files.simpleDialog.enable': true,
};
