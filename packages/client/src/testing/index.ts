export { byAddress, byId, ScriptedGateway, shows, unavailable } from './scripted-gateway.ts';
