export { byAddress, byId, DARK, ScriptedGateway, shows, unavailable } from './scripted-gateway.ts';
