import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;

/** azure-identity: the default credential, or an identity by one of its names. */
final class AzureIdentity {
    public static void main(String[] words) throws Exception {
        Cell.run(AzureIdentity::credential);
    }

    private static TokenCredential credential(String source, String selector, String value) {
        if (selector.equals("none")) {
            return new DefaultAzureCredentialBuilder().build();
        }
        if (source.equals("workload-identity")) {
            if (!selector.equals("client-id")) {
                throw new IllegalArgumentException("WorkloadIdentityCredentialBuilder has a clientId only");
            }
            return new WorkloadIdentityCredentialBuilder().clientId(value).build();
        }
        ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
        return switch (selector) {
            case "client-id" -> builder.clientId(value).build();
            case "object-id" -> builder.objectId(value).build();
            default -> builder.resourceId(value).build();
        };
    }
}
