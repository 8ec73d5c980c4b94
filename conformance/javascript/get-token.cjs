// The Node.js example of "How to use Azure Managed Service Identity (public preview) in App Service
// and Azure Functions" (Azure documentation; code under the MIT licence, see NOTICE). The published
// text is cut off: what follows the comment below is its ending.
const rp = require('request-promise');
const getToken = function(resource, apiver, cb) {
    var options = {
        uri: `${process.env["MSI_ENDPOINT"]}/?resource=${resource}&api-version=${apiver}`,
        headers: {
            'Secret': process.env["MSI_SECRET"]
// --- the restored ending
        }
    };
    rp(options).then(cb);
};
getToken(process.argv[2], process.argv[3], (body) => console.log(body));
