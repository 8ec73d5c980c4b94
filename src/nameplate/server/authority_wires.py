"""The authority's wires, built over the rooms: sign-in and the small Graph."""

from nameplate.authority.audience import Audiences
from nameplate.authority.authorize_answers import AuthorizeAnswers
from nameplate.authority.authorize_endpoint import AuthorizeEndpoint
from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.clients import Clients
from nameplate.authority.device_endpoint import DeviceEndpoint
from nameplate.authority.grants.authorization_code import AuthorizationCode
from nameplate.authority.grants.client_credentials import ClientCredentials
from nameplate.authority.grants.device_code import DeviceCodeGrant
from nameplate.authority.grants.jwt_bearer import JwtBearer
from nameplate.authority.grants.password import Password
from nameplate.authority.grants.refresh_token import RefreshTokenGrant
from nameplate.authority.graph import GraphWire
from nameplate.authority.graph_app_roles import GraphAppRoles
from nameplate.authority.graph_changes import GraphChanges
from nameplate.authority.graph_federation import GraphFederation
from nameplate.authority.graph_gate import GraphGate
from nameplate.authority.graph_groups import GraphGroups
from nameplate.authority.graph_objects import GraphObjects
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import GraphResults
from nameplate.authority.graph_users import GraphUsers
from nameplate.authority.graph_writes import GraphWrites
from nameplate.authority.login_endpoint import LoginEndpoint
from nameplate.authority.password_sign_in import PasswordSignIn
from nameplate.authority.resource_access import ResourceAccess
from nameplate.authority.sign_ins import SignIns
from nameplate.authority.tenants import Tenants
from nameplate.authority.token_endpoint import TokenEndpoint
from nameplate.authority.wire import AuthorityWire, SignInEndpoints
from nameplate.core.cloud import Cloud
from nameplate.server.rooms import Rooms


def authority(rooms: Rooms, cloud: Cloud) -> AuthorityWire:
    """Entra's endpoints under a cloud's names."""
    directory, clock, units = rooms.opened.directory, rooms.clock, rooms.opened.database
    memory, tenants, audiences = rooms.sign_ins, Tenants(directory), Audiences(cloud, directory)
    proofs = ClientAuthentication(directory, cloud, clock, rooms.issuers)
    clients = Clients(directory, cloud, portal=memory.portal)
    passwords = PasswordSignIn(directory, memory.tries)
    grants = (
        ClientCredentials(proofs),
        JwtBearer(directory, cloud, clock),
        Password(passwords, clients, proofs),
        DeviceCodeGrant(memory.devices, directory),
        AuthorizationCode(memory.codes, directory, clients, proofs, units=units, trail=rooms.trail),
        RefreshTokenGrant(directory, units, rooms.trail, proofs),
    )
    endpoint = TokenEndpoint(
        grants,
        audiences,
        rooms.issuer,
        rooms.trail,
        clock,
        sign_ins=SignIns(directory, units, mint=rooms.issuer, cloud=cloud, clock=clock),
        access=ResourceAccess(directory),
    )
    answers = AuthorizeAnswers(cloud, clock)
    pages = SignInEndpoints(
        AuthorizeEndpoint(tenants, clients, audiences, memory.pending, answers),
        LoginEndpoint(
            directory,
            passwords,
            memory.devices,
            memory.pending,
            memory.codes,
            tenants=tenants,
            answers=answers,
            trail=rooms.trail,
        ),
    )
    devices = DeviceEndpoint(memory.devices, cloud)
    return AuthorityWire(cloud, clock, tenants, rooms.keys, endpoint, devices, pages=pages)


def graph(rooms: Rooms, cloud: Cloud) -> GraphWire:
    """The small Graph."""
    directory, results = rooms.opened.directory, GraphResults(cloud)
    reads = GraphReads(directory, results)
    writes = GraphWrites(rooms.opened.database, rooms.trail)
    objects = GraphObjects(directory, reads, results)
    parts = (
        reads,
        objects,
        GraphChanges(directory, reads, results, writes),
        GraphUsers(directory, reads, results, writes),
        GraphGroups(directory, objects, results, writes),
        GraphAppRoles(directory, reads, objects, results, writes),
        GraphFederation(directory, reads, results, writes),
    )
    gate = GraphGate(rooms.authenticator, rooms.authorizer, cloud)
    return GraphWire(gate, parts, rooms.clock)
